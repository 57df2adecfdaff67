"""One child on its parent's page: a row of a few inputs, and the choice of the one record it is about."""

from markupsafe import Markup
from wtforms.widgets import html_params

from ..core.errors import Unreadable
from .forms import VERSION, RecordForm
from .inputs import KEEP, Picker, reference, slug_in

REMOVE, WHICH = "_remove", "-which"


class Columns:
    """The few fields of a shape that a row shows; relations of which exactly one is set stand in one column."""

    def __init__(self, kinds):
        self.kinds = {kind.name: kind for kind in kinds}

    def __iter__(self):
        return iter(self.kinds.values())

    def __getitem__(self, name):
        return self.kinds[name]


class OneOf:
    """Relations of which exactly one is set, as one column; its value is (name of the relation, id)."""

    name, section, help, target = "subject", "", "", None
    required, many, personal, secret, file = True, False, False, False, False
    input = property(lambda self: Subject)

    def __init__(self, label, kinds, lookup):
        self.label = label
        self.kinds = {kind.name: kind for kind in kinds}
        self.addresses = {kind.name: lookup(kind) for kind in kinds}

    def issue(self, value):
        """Nothing: the door says whether one is set."""
        return None

    def fold(self, values):
        """The pair that `values` (name → value) hold, or None."""
        return next(((name, values[name]) for name in self.kinds if values.get(name) is not None), None)

    def unfold(self, value):
        """name → id or None of every relation."""
        return dict.fromkeys(self.kinds) | (dict([value]) if value else {})


class Subject(Picker):
    """Which relation, and the record."""

    def put(self, value):
        self.which, self.value = value or (next(iter(self.kind.kinds)), None)
        seen = self.fence.records(self.kind.kinds[self.which].target, [self.value])
        self.locked = bool(self.value) and not seen
        self.typed = reference(seen[self.value]) if seen else ""

    def process(self, formdata, data=None, extra_filters=None):
        super().process(formdata, data, extra_filters)
        which = formdata.get(self.name + WHICH) if formdata is not None else None
        if which in self.kind.kinds:
            self.which = which

    def read(self):
        if not self.typed.strip():
            return KEEP if self.locked else None
        read, slug = self.kind.kinds[self.which].read, slug_in(self.typed)
        try:
            return self.which, read(slug, self.fence.actor)
        except Unreadable:
            if slug == self.typed:
                raise
        return self.which, read(self.typed, self.fence.actor)  # a name that only looks like a reference

    def widget(self, field, **more):
        self.lookup = self.kind.addresses[self.which]
        options = Markup("").join(
            Markup("<option {}>{}</option>").format(
                Markup(html_params(value=name, selected=name == self.which, data_lookup=self.kind.addresses[name])),  # noqa: S704
                kind.label,
            )
            for name, kind in self.kind.kinds.items()
        )
        select = html_params(id=f"{self.id}{WHICH}", name=self.name + WHICH, class_="input", aria_label=f"{self.kind.label}：哪一种")
        return Markup('<div class="one-of" data-one-of><select {}>{}</select>{}</div>').format(
            Markup(select),  # noqa: S704 - it escapes
            options,
            super().widget(field, **more),
        )


class Row(RecordForm):
    """The inputs of one child. `record` is None for one that is to be made, and for one that is gone."""

    def __init__(self, section, key, record, values, sent):
        self.section, self.key, self.record = section, key, record
        self.fresh, self.filled = key.startswith("new"), sent is not None
        self.id = f"{section.name}-{key}"
        super().__init__(
            section.columns, section.fence, section.lookup, values, sent, record.version if record else 0, prefix=f"{self.id}-"
        )
        self.remove = sent is not None and f"{self.prefix}{REMOVE}" in sent
        self.still = ""  # why nothing can be typed here
        self.outcome, self.number = None, 0

    version_name = property(lambda self: self.prefix + VERSION)
    remove_name = property(lambda self: self.prefix + REMOVE)

    @property
    def typed(self):
        """What stands in the inputs."""
        return [box.typed.strip() for box in self]

    @property
    def passed(self):
        """Whether the door took it."""
        return self.outcome is None or bool(self.outcome)

    def reopen(self):
        """Show the record as it is today."""
        values = self.fold(dict(self.record.__data__))
        for box in self:
            box.put(values[box.kind.name])
        self.version = self.record.version

    def name(self):
        """成员单位第 3 行."""
        return f"{self.section.label}{'新增' if self.fresh else ''}第 {self.number} 行"

    def fold(self, values):
        one = self.section.one_of
        return values | {one.name: one.fold(values)} if one else values

    def holding(self, name):
        one = self.section.one_of
        return self[one.name] if one and name in one.kinds else super().holding(name)

    def values(self):
        """name → value for the door."""
        one, values = self.section.one_of, dict(self.kept)
        return values | one.unfold(values.pop(one.name)) if one and one.name in values else values

    def complain(self, issues):
        """Put each sentence beside its input; what is about a field that a row does not show says its label."""
        shape = self.section.home.shape()
        shown = {name: sentences for name, sentences in issues.items() if not name or self.holding(name) or name not in shape}
        hidden = [(shape[name].label, sentence) for name in issues.keys() - shown.keys() for sentence in issues[name]]
        elsewhere = [f"{label}：{sentence}（这一栏在完整表单里）" for label, sentence in hidden]
        super().complain(shown | {"": [*shown.get("", ()), *elsewhere]})

    @property
    def trouble(self):
        """[(id, sentence)] of everything that has to be corrected here."""
        told = [(self.id, f"{self.name()}：{sentence}") for sentence in self.general]
        return told + [(box.id, f"{self.name()}，{box.kind.label}：{'；'.join(box.errors)}") for box in self.wrong]
