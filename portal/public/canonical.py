"""The one address a page is known by, and what its head tells programs."""

from flask import current_app, g, request, url_for

from .asking import page_number

SITE = "PORTAL_PUBLIC_ORIGIN"
OWN = ("q", "near")  # what a visitor typed and where they stand are theirs: no address that is passed on holds them


def origin():
    """https://www.example.gov.cn: the setting, else what this visitor typed."""
    return current_app.config[SITE].strip() or request.host_url.rstrip("/")


def absolute(endpoint, **values):
    """The whole address of a page."""
    return origin() + url_for(endpoint, **values)


def whole(path):
    """The whole address of `path`, which `url_for` gave."""
    return origin() + path


def canonical(division=None):
    """The whole address of the page that is being drawn, with the parameters it reads and no others; "" for no page.

    `division`: the face of the place it is narrowed to, written by its slug however it was asked for.
    """
    if not request.endpoint:
        return ""
    known = g.get("asked", {})
    kept = {name: text for name, text in known.items() if text and name not in OWN and not (name == "page" and page_number(text) == 1)}
    if "division" in kept and division is not None:
        kept["division"] = division.slug
    return whole(url_for(request.endpoint, **(request.view_args or {}), **kept))
