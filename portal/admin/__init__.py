"""The clerks' door."""


def init_app(app):
    """Register the admin."""
