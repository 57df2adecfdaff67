"""The command line's door: `flask …`."""


def init_app(app):
    """Register the commands."""
