"""From an address to the record it names, as residents may see it."""

from flask import abort, redirect, url_for

from ..core.history import OldSlug


def found(home, slug, endpoint):
    """The live record of `home` at `slug`.

    An address it once had answers 301 to today's (`endpoint` draws it); anything else 404, so that a draft looks like nothing.
    """
    if not home.slug.pattern.fullmatch(slug) or len(slug) > home.slug.max:
        abort(404)
    record = home.live().where(home.slug == slug).first()
    if record is None:
        record = moved(home, slug)
        abort(redirect(url_for(endpoint, slug=record.slug), 301) if record is not None else 404)
    return record


def moved(home, slug):
    """The live record that once had the address `slug`, or None."""
    return home.live().join(OldSlug, on=(OldSlug.record == home.id)).where(OldSlug.shape == home._meta.name, OldSlug.slug == slug).first()
