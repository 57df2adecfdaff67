"""The headless backend: kinds, shapes, records and the one door. Knows neither Flask nor the neighbourhood."""
