"""From an address to the record it names, as residents may see it."""

from flask import abort, redirect, url_for
from peewee import JOIN, ModelAlias

from ..core.history import OldSlug
from .alerts import speak_of


def found(home, slug, endpoint, *relations):
    """The live record of `home` at `slug`, with what the named `relations` point at.

    An address it once had answers 301 to today's (`endpoint` draws it); anything else 404, so that a draft looks like nothing.
    """
    if not home.slug.pattern.fullmatch(slug) or len(slug) > home.slug.max:
        abort(404)
    record = joined(home, *relations).where(home.slug == slug).first()
    if record is None:
        record = moved(home, slug)
        abort(redirect(url_for(endpoint, slug=record.slug), 301) if record is not None else 404)
    speak_of(record.area)
    return record


def moved(home, slug):
    """The live record that once had the address `slug`, or None."""
    return home.live().join(OldSlug, on=(OldSlug.record == home.id)).where(OldSlug.shape == home._meta.name, OldSlug.slug == slug).first()


def joined(home, *relations):
    """Query of the live records of `home` that brings along what the named `relations` (each to another model) point at.

    What they point at may be a draft; a `Face` shows it only when residents may see it.
    """
    fields = [home._meta.fields[name] for name in relations]
    targets = [ModelAlias(field.target) if field.target is home else field.target for field in fields]
    query = home.select(home, *targets).where(home.is_live())
    for field, target in zip(fields, targets, strict=True):
        query = query.join_from(home, target, JOIN.LEFT_OUTER, on=(field == target.id), attr=field.name)
    return query


def shared(records, name):
    """id of each of `records` → the live records that its relation `name` (one to many) points at; one query."""
    ids = [record.id for record in records]
    if not ids:
        return {}
    field = records[0].shape()[name]
    through, target = field.through, field.target
    rows = (
        target.select(target, through.owner.alias("owner_id"))
        .join(through, on=(through.target == target.id))
        .where(through.owner.in_(ids), target.is_live())
        .order_by(target.sort, target.id)
    )
    out = {id: [] for id in ids}
    for row in rows.objects():
        out[row.owner_id].append(row)
    return out
