"""What every address of the admin needs, so that it can be opened by a test. A new address must be entered here first.

`VIEWS` holds the views every screen has; `PAGES` the addresses outside the screens. `test_access_table` fails for an
address that stands in neither.
"""

from dataclasses import dataclass

from portal.admin import AREAS
from portal.core.history import Revision

SCREENS = {screen.model._meta.plural: screen for area in AREAS for screen in area.screens()}


@dataclass(frozen=True)
class Row:
    """How one address is asked.

    verb    what of policy it takes ("" : being signed in is enough; None: nobody needs to be anybody)
    record  it is about one record: for a foreign one it must answer as for one that does not exist
    shows   the address of the record stands in the answer of those who may
    query   what goes into the address, for a record
    form    what is posted, for a record
    path    what stands for <…> in the rule
    denied  what those get who may not: 400 where what was posted is no sealed preview, before anybody is asked
    """

    verb: str | None = "see"
    record: bool = True
    shows: bool = False
    query: object = lambda record: {"id": record.slug}
    form: object = lambda record: {}
    path: object = lambda record: {}
    denied: tuple = (403, 404)


def nothing(record):
    return {}


def newest(record):
    """The newest revision of `record`, whatever it is."""
    return Revision.select().where(Revision.shape == record._meta.name, Revision.record == record.id).order_by(Revision.id.desc()).first()


def made_by(record):
    """The id of the change that made `record`."""
    return newest(record).change_id


def relation(record):
    """The name of some relation of `record`, for pickers."""
    shape = record.shape()
    return next((field.name for field in (*shape.relations, *shape.many)), "")


def listed(record):
    """The name of a column that may be written inside a list, or of any."""
    return record._meta.title


def filtered(record):
    """The name of some field of `record` that lists are filtered by."""
    return record.shape().filtered[0].name if record.shape().filtered else record._meta.title


def cell(record):
    return {"id": record.slug, "field": listed(record)}


def as_csv(record):
    return {"export_type": "csv"}


def run(record):
    return {"token": "0" * 32}


LIST = {"record": False, "query": nothing}
TICKED = {"record": True, "query": nothing}

VIEWS = {
    ("index_view", "GET"): Row(shows=True, **LIST),
    ("details_view", "GET"): Row(shows=True),
    ("edit_view", "GET"): Row("change", shows=True),
    ("edit_view", "POST"): Row("change", form=lambda record: {"_version": record.version}),
    ("create_view", "GET"): Row("create", **LIST),
    ("create_view", "POST"): Row("create", **LIST),
    ("history_view", "GET"): Row(shows=True),
    ("restore_view", "POST"): Row("change", form=lambda record: {"revision": newest(record).id if newest(record) else 1}),
    ("reveal_view", "POST"): Row(shows=True),
    ("publish_view", "POST"): Row("publish"),
    ("withdraw_view", "POST"): Row("change"),
    ("delete_view", "POST"): Row("delete", shows=True),
    ("tree_view", "GET"): Row(record=False, query=lambda record: {"at": record.slug}),
    ("branch_view", "GET"): Row(),
    ("move_view", "GET"): Row("change"),
    ("move_view", "POST"): Row("change"),
    ("handover_view", "GET"): Row("change"),
    ("handover_view", "POST"): Row("change"),
    ("order_view", "POST"): Row("change", query=nothing, form=lambda record: {"up": record.slug}),
    ("export", "GET"): Row("export", record=False, query=nothing, path=as_csv),
    ("import_view", "GET"): Row("import", **LIST),
    ("import_view", "POST"): Row("import", **LIST),
    ("template_view", "GET"): Row("import", **LIST),
    ("run_view", "GET"): Row("import", path=run, **LIST),
    ("run_view", "POST"): Row("import", path=run, **LIST),
    ("errors_view", "GET"): Row("import", path=run, **LIST),
    ("progress_view", "GET"): Row("import", path=run, **LIST),
    ("action_view", "GET"): Row(**LIST),
    ("action_view", "POST"): Row("publish", **TICKED, form=lambda record: {"rowid": record.slug, "action": "publish"}),
    ("bulk_view", "GET"): Row(**LIST),
    ("bulk_view", "POST"): Row("change", denied=(400, 403, 404), **LIST),
    ("bulk_apply_view", "GET"): Row(**LIST),
    ("bulk_apply_view", "POST"): Row("change", denied=(400, 403, 404), **LIST),
    ("export", "POST"): Row("export", path=as_csv, **TICKED, form=lambda record: {"rowid": record.slug}),
    ("history_view", "POST"): Row(shows=True),
    ("ajax_cell", "GET"): Row("change", query=cell),
    ("ajax_update", "POST"): Row("change", query=cell),
    ("options_view", "GET"): Row(record=False, query=lambda record: {"name": filtered(record)}),
    ("presence_view", "POST"): Row("change"),
    ("unfinished_view", "POST"): Row("change"),
    ("drop_view", "POST"): Row("change"),
    ("small_view", "GET"): Row("create", **LIST),
    ("small_view", "POST"): Row("create", **LIST),
    ("trash_view", "GET"): Row(**LIST),
    ("trash_view", "POST"): Row("delete", **LIST),
    ("views_view", "POST"): Row(**LIST),
    ("ajax_lookup", "GET"): Row("see", record=False, query=lambda record: {"name": relation(record), "query": record.title}),
}


SIGNED_IN = Row("", **LIST)
OPEN = Row(None, **LIST)
NAMING = {"record": False, "query": lambda record: {"q": record.title, "id": record.slug, "query": record.title}}
PAGES = {
    ("admin.index", "GET"): SIGNED_IN,
    ("finding.index", "GET"): Row("", **NAMING),
    ("finding.palette", "GET"): Row("", **NAMING),
    ("waits.index", "GET"): SIGNED_IN,
    ("waits.one", "GET"): Row("", path=lambda record: {"kind": "stale-stations"}, **LIST),
    ("admin_help.index", "GET"): SIGNED_IN,
    ("admin_help.chapter", "GET"): Row("", path=lambda record: {"which": "begin"}, **LIST),
    ("admin_help.picture", "GET"): Row("", path=lambda record: {"file": "home.webp"}, **LIST),
    ("admin_imports.index", "GET"): SIGNED_IN,
    ("admin_ground.around", "GET"): Row("", record=False, query=lambda record: {"division": record.slug}),
    ("admin_media.upload", "POST"): SIGNED_IN,
    ("admin_media.show", "GET"): Row("", path=lambda record: {"file": "0" * 64 + ".png"}, **LIST),
    ("admin_files.index", "GET"): SIGNED_IN,
    ("admin_reading.hours", "GET"): SIGNED_IN,
    ("admin_reading.outline", "POST"): SIGNED_IN,
    ("admin_reading.recurrence", "GET"): SIGNED_IN,
    ("admin_reading.rich", "POST"): SIGNED_IN,
    ("admin_undo.page", "GET"): Row("", record=False, query=lambda record: {"change": made_by(record)}),
    ("admin_undo.page", "POST"): Row("", record=False, query=lambda record: {"change": made_by(record)}),
    ("admin_audit.index", "GET"): SIGNED_IN,
    ("admin_audit.looks", "GET"): SIGNED_IN,
    ("admin_audit.rows", "GET"): Row("", record=False, query=lambda record: {"change": made_by(record)}),
    ("admin_audit.export", "GET"): Row("", path=lambda record: {"tab": "changes", "kind": "csv"}, **LIST),
    ("admin_audit.verify", "POST"): SIGNED_IN,
    ("explain.index", "GET"): Row("", record=False, query=lambda record: {"home": record._meta.plural, "record": record.slug}),
    ("explain.lookup", "GET"): Row("", record=False, query=lambda record: {"home": record._meta.plural, "query": record.title}),
    ("admin_patterns.index", "GET"): SIGNED_IN,
    ("admin_patterns.show", "GET"): Row("", path=lambda record: {"which": "badge"}, **LIST),
    ("me.index", "GET"): SIGNED_IN,
    ("me.end", "POST"): SIGNED_IN,
    ("me.password", "POST"): SIGNED_IN,
    ("me.two_steps", "GET"): SIGNED_IN,
    ("me.two_steps", "POST"): SIGNED_IN,
    ("me.new_codes", "POST"): SIGNED_IN,
    ("me.two_steps_off", "POST"): SIGNED_IN,
    ("admin_sign_in.here", "GET"): OPEN,
    ("admin_sign_in.form", "GET"): OPEN,
    ("admin_sign_in.sign_in", "POST"): OPEN,
    ("admin_sign_in.code", "GET"): OPEN,
    ("admin_sign_in.check_code", "POST"): OPEN,
    ("admin_sign_in.set_up", "GET"): OPEN,
    ("admin_sign_in.check_set_up", "POST"): OPEN,
    ("admin_sign_in.sign_out", "POST"): OPEN,
}
