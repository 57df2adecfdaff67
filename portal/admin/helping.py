"""Which chapter of the manual belongs to which page: 帮助 on a page leads to it."""

from flask import request, url_for

# name of a blueprint, view, or both → chapter of docs/manual; the most exact one counts
CHAPTERS = {
    "admin": "begin",
    "finding": "begin",
    "waits": "begin",
    "me": "account",
    "explain": "access",
    "admin_patterns": "access",
    "admin_audit": "access",
    "admin_files": "media",
    "admin_imports": "import",
    "admin_undo": "history",
    "index_view": "lists",
    "details_view": "forms",
    "create_view": "forms",
    "edit_view": "forms",
    "history_view": "history",
    "trash_view": "trash",
    "delete_view": "trash",
    "tree_view": "tree",
    "move_view": "tree",
    "action_view": "bulk",
    "bulk_view": "bulk",
    "bulk_apply_view": "bulk",
    "import_view": "import",
    "run_view": "import",
    "admin_activities.create_view": "times",
    "admin_activities.edit_view": "times",
    "handover_view": "handover",
    "admin_assignments.index_view": "handover",
    "admin_assignments.details_view": "handover",
    "admin_assignments.create_view": "handover",
    "admin_assignments.edit_view": "handover",
}


def help_address():
    """The address of the chapter that fits the page that is asked for, or of the first one."""
    endpoint = request.endpoint or ""
    blueprint, _, view = endpoint.rpartition(".")
    which = next((CHAPTERS[name] for name in (endpoint, blueprint, view) if name in CHAPTERS), None)
    return url_for("admin_help.chapter", which=which) if which else url_for("admin_help.index")
