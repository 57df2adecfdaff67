"""Editing inside a list."""

from flask import abort
from flask_admin import expose


class InlinePages:
    """The address that Flask-Admin knows for edits inside a list."""

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self):
        """Nothing is edited inside a list."""
        abort(404)
