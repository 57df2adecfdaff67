"""Refusals: typed, and each carrying one Chinese sentence for the person asking."""


class Refused(Exception):
    """A request that cannot be done; `str()` is the sentence, `status` the HTTP status a door answers with."""

    status = 400


class Unreadable(Refused):
    """A text that its kind cannot turn into a value."""


class Unresolved(Unreadable):
    """A text that names no record that the asker may see.

    What is like it is looked for by `hint` only when somebody reads the sentence: rows that wait for others never do.
    """

    def __init__(self, sentence, hint=None):
        super().__init__(sentence)
        self._hint = hint

    def __str__(self):
        if self._hint is not None:
            self.args, self._hint = (self.args[0] + self._hint(),), None
        return self.args[0]


class Invalid(Refused):
    """Values that break a rule; `issues` maps a field's name to its sentences."""

    status = 422

    def __init__(self, issues):
        self.issues = issues
        super().__init__("；".join(sentence for sentences in issues.values() for sentence in sentences))


class Forbidden(Refused):
    """The asker's grants do not reach this far."""

    status = 403


class Missing(Refused):
    """No such record for this asker; a foreign record looks the same as none."""

    status = 404


class Collided(Refused):
    """Somebody else changed the same fields first; `collisions` is a list of `changes.Collision`."""

    status = 409

    def __init__(self, collisions):
        self.collisions = collisions
        super().__init__("您打开之后，别人改了同样的内容：" + "、".join(c.label for c in collisions))


class Taken(Refused):
    """Two writers made the same record at the same moment; this one came second and may simply try again."""

    status = 409

    def __init__(self, sentence="别人刚刚保存了同样的记录，请再试一次。"):
        super().__init__(sentence)


class InUse(Refused):
    """A record that others point at cannot be deleted."""

    status = 409


class Throttled(Refused):
    """Too many tries in too short a time."""

    status = 429


class Unavailable(Refused):
    """The database is locked, full or out of reach; nothing was half written."""

    status = 503

    def __init__(self, sentence="数据库暂时忙或连不上，什么都没有写入，请稍后再试。"):
        super().__init__(sentence)


class DoorClosed(RuntimeError):
    """A write that went around the door: a fault of ours, never of the person asking."""
