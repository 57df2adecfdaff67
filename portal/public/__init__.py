"""The residents' door."""


def init_app(app):
    """Register the public pages."""
