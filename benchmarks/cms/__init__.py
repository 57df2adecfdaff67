"""The Wagtail peer: a page tree with the list of stations and the page of each, set up as `wagtail start` does it."""
