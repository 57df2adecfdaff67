"""The application that servers and the `flask` command load; importing it writes nothing but a secret key."""

from portal import create_app

app = create_app()
