"""What goes into the door and what comes out: edits, outcomes and collisions."""

from dataclasses import dataclass, field

from .errors import Collided, Invalid, Refused


@dataclass(slots=True)
class Edit:
    """A proposal; nothing is written until the door takes it.

    home    the model;  key: the record's id, its natural key as text (made when missing), or None to make one
    base    the version the proposer saw, None when they saw none
    values  name → value, relations as ids
    verb    what the history calls it; "" lets the door say create or change; "delete" takes the record away, into the
            trash; "restore" of an id that lies there brings it back; "withdraw" takes back the draft that waits
    draft   keep it as a revision that waits;  force: overwrite what a person edited since the last import
    """

    home: type
    key: int | str | None
    base: int | None = None
    values: dict = field(default_factory=dict)
    verb: str = ""
    draft: bool = False
    force: bool = False


@dataclass(frozen=True)
class Collision:
    """A field that two people changed: what it was, what it is, and what was proposed."""

    field: object
    base: object
    theirs: object
    mine: object

    name = property(lambda self: self.field.name)
    label = property(lambda self: self.field.label)


@dataclass(slots=True)
class Outcome:
    """The door's answer to one edit.

    kind  created · changed · unchanged · drafted · withdrawn · deleted · restored · refused · conflict
    A row from a file may be `changed` and still carry `collisions`: those fields were kept as the person left them.
    """

    edit: Edit
    kind: str
    id: int | None = None
    slug: str = ""
    version: int = 0
    issues: dict = field(default_factory=dict)  # name → [sentence]; "" holds what is about no single field
    collisions: list = field(default_factory=list)
    refusal: Refused | None = None
    notes: list = field(default_factory=list)  # what was taken otherwise than proposed, each a sentence

    def __bool__(self):
        return self.kind not in ("refused", "conflict")

    def must(self):
        """This outcome, or the refusal it stands for, raised."""
        if self.refusal is not None:
            raise self.refusal
        if self.kind == "refused":
            raise Invalid(self.issues)
        if self.kind == "conflict":
            raise Collided(self.collisions)
        return self


def refused(edit, refusal):
    """The outcome of an edit that is refused as a whole."""
    return Outcome(edit, "refused", issues={"": [str(refusal)]}, refusal=refusal)
