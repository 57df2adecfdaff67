"""Numbered steps from an empty database to today's; each file is one intent and is never edited once released."""
