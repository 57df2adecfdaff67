"""Which records hold a kept file: whoever may see one of them may have the file."""

from . import media, policy
from .homes import HOMES

# ending of a stored file → its content type; the ending was given by what the file holds
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_AFTER = dict(zip("0123456789abcdef", "123456789abcdefg", strict=True))


def held_publicly(file):
    """The title under which residents may have the stored `file`, or None: a public field of a live record holds it."""
    return _title(file, lambda home: home.live(), lambda field: field.public)


def held_for(actor, file):
    """The title under which `actor` may have the stored `file`, or None: a record that the actor may see holds it."""
    return _title(file, lambda home: policy.visible(actor, home), lambda field: True)


def _title(file, records, counts):
    """The title that came with `file` in the first of `records(home)` that holds it, its bare name when none came with it."""
    if not media.NAMED.fullmatch(file) or " " in file:
        return None
    for home in HOMES:
        for field in home.shape():
            if field.file and counts(field):
                holder = records(home).where(holds(field, file)).first()
                if holder is not None:
                    return title(getattr(holder, field.name))
    return None


def holding(actor, file, most=50):
    """[(field, record)] of what `actor` may see that holds the stored `file`: the first `most` of each field."""
    if not media.NAMED.fullmatch(file) or " " in file:
        return []
    fields = [(home, field) for home in HOMES for field in home.shape() if field.file]
    return [(field, record) for home, field in fields for record in policy.visible(actor, home).where(holds(field, file)).limit(most)]


def holds(field, file):
    """The condition that `field` names the stored `file`, with or without a title.

    The range lets the index serve. Its ends differ in a hexadecimal digit, which every collation orders alike.
    """
    digits = file.partition(".")[0]
    return (field >= digits) & (field < digits[:-1] + _AFTER[digits[-1]]) & ((field == file) | field.startswith(f"{file} "))


def title(value):
    """The name under which the file of `value` is saved: its title and ending, or its stored name."""
    named = media.NAMED.fullmatch(value)
    return f"{named['title']}.{named['suffix']}" if named["title"] else named["file"]
