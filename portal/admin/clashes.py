"""What two people changed at once: the form moves to today's version, and both texts are laid side by side."""

from ..core import history


class Clash:
    """One field that two people changed: what it was, is now and was typed, in words."""

    def __init__(self, collision, box, change, fence, before=""):
        self.name, self.label, self.id = box.name, before + collision.label, box.id
        self.base, self.theirs = (fence.shown(collision.field, value) for value in (collision.base, collision.theirs))
        self.mine = fence.shown(collision.field, collision.mine)
        self.by = change.by if change else ""


def collide(form, home, outcome, fence, before=""):
    """The `Clash`es of a form that came too late.

    What only others changed is taken over into it; `before` is written in front of the labels.
    """
    kept = history.snapshot(home, outcome.id, form.version)
    base = form.fold(home.shape().load(kept)) if kept else {}
    today = form.fold(home.get_by_id(outcome.id).values())
    both = {}
    for collision in outcome.collisions:
        both.setdefault(form.holding(collision.name).kind.name, collision)
    for name, value in form.kept.items():
        if name not in both and name in base and value == base[name]:
            form[name].put(today[name])
    writers = _writers(home, outcome.id, form.version)
    form.version = outcome.version
    return [Clash(collision, form[name], writers.get(collision.name), fence, before) for name, collision in both.items()]


def _writers(home, id, version):
    """name of a field → the change that wrote it last after `version`."""
    writers = {}
    for revision, fields in history.timeline(home, id, most=30):
        if revision.version > version and revision.verb != "draft":
            for field, _, _ in fields:
                writers.setdefault(field.name, revision.change)
    return writers
