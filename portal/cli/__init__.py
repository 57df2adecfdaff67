"""The command line's door: `flask db`, `flask seed`, `flask people`, `flask audit`."""

from . import audit, db, people, seed


def init_app(app):
    """Register the commands."""
    for commands in (db.commands, seed.commands, people.commands, audit.commands):
        app.cli.add_command(commands)
