"""Children on their parent's page: what each model has, drawn as rows, and written with the parent as one change."""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass, field

import peewee
from flask import url_for

from ..core import history, policy
from ..core.changes import Edit
from ..core.errors import Refused
from ..models import (
    Activity,
    Assignment,
    BrandLink,
    Building,
    Division,
    Enterprise,
    Figure,
    Grant,
    Grid,
    MemberUnit,
    Organization,
    PartyCommunity,
    Service,
    ServiceBrand,
    Station,
    User,
)
from .clashes import collide
from .rows import Columns, OneOf, Row

SHOWN = 50  # children on one page; the list has the others
COUNTED = 1000
BLANK = 3  # empty rows that wait without JavaScript
MOST = 200  # rows that one form may send
DRAFTED = "有一份草稿等着发布，请打开完整表单修改"


@dataclass(frozen=True)
class Children:
    """One kind of child: its model, the relation that points at the parent, and the fields a row shows.

    start    name → value that a new one begins with;  inherit  relations it takes over from the parent
    """

    home: type
    link: str
    fields: tuple
    label: str = ""
    subject: str = ""  # heading of the column for the one record it is about, where it may be one of several
    order: tuple = ()
    start: dict = field(default_factory=dict)
    inherit: tuple = ()


def posts(link):
    return Children(Assignment, link, ("role", "ordinal", "step", "duty_phone", "person"), label="岗位和任职")


def figures(link):
    return Children(Figure, link, ("name", "value", "unit", "qualifier", "as_printed", "as_of", "source"))


CHILDREN = {
    Division: (posts("division"), figures("division")),
    Grid: (posts("grid"), figures("grid")),
    Building: (posts("building"), figures("building")),
    Organization: (posts("organization"), figures("organization")),
    Enterprise: (figures("enterprise"),),
    PartyCommunity: (
        Children(MemberUnit, "community", (*MemberUnit._meta.one_of, "role", "step"), subject="成员"),
        posts("community"),
        figures("community"),
    ),
    Station: (posts("station"), figures("station")),
    Service: (figures("service"),),
    ServiceBrand: (
        Children(
            ServiceBrand,
            "parent",
            ("ordinal", "name", "code", "kind", "meaning"),
            label="组成部分",
            order=("ordinal",),
            start={"kind": "part"},
            inherit=("division",),
        ),
        Children(BrandLink, "brand", (*BrandLink._meta.one_of, "role", "note"), label="打造和落地", subject="对象"),
        figures("brand"),
    ),
    Activity: (posts("activity"), figures("activity")),
    User: (Children(Grant, "user", ("role", "division", "until")),),
}


class Section:
    """The children of one kind under one parent (None: one that is to be made), as far as `fence`'s actor sees them."""

    def __init__(self, children, parent, fence):
        self.children, self.parent, self.fence = children, parent, fence
        self.home, self.name = children.home, children.home._meta.plural
        self.label = children.label or self.home._meta.label
        shape, inner = self.home.shape(), [name for name in self.home._meta.one_of if name in children.fields]
        kinds = [shape[name] for name in children.fields]
        self.one_of = OneOf(children.subject, [shape[name] for name in inner], self.lookup) if inner else None
        columns = dict.fromkeys(self.one_of if kind.name in inner else kind for kind in kinds)
        self.columns, self.kinds = Columns(columns), kinds
        found = self.records(SHOWN) if parent else []
        self.found, self.more = found[:SHOWN], len(found) > SHOWN

    def lookup(self, kind):
        """Where a picker of `kind` asks."""
        return url_for(f"admin_{self.name}.ajax_lookup", name=kind.name)

    @property
    def visible(self):
        """Query of all children that the actor may see."""
        return policy.visible(self.fence.actor, self.home).where(self.home.shape()[self.children.link] == self.parent.id)

    def records(self, most):
        """The first `most` children in order, and one more when there are more."""
        order = [getattr(self.home, name).asc(nulls="LAST") for name in self.children.order]
        return list(self.visible.order_by(*order, self.home.sort, self.home.id).limit(most + 1))

    @functools.cached_property
    def count(self):
        """How many there are, counted no further than COUNTED + 1."""
        return self.visible.select(self.home.id).limit(COUNTED + 1).count() if self.more else len(self.found)

    counted = property(lambda self: f"{COUNTED}+" if self.count > COUNTED else str(self.count))
    further = property(lambda self: f"{COUNTED - SHOWN}+" if self.count > COUNTED else str(self.count - SHOWN))

    @property
    def list_address(self):
        """The list of all of them."""
        return url_for(f"admin_{self.name}.index_view", **{self.children.link: self.parent.slug})

    @property
    def new_address(self):
        """The form of a new one."""
        return url_for(f"admin_{self.name}.create_view", **{self.children.link: self.parent.slug})

    def address(self, record):
        """The form of `record`."""
        return url_for(f"admin_{self.name}.edit_view", id=record.slug)

    def details_address(self, record):
        """The page of `record`."""
        return url_for(f"admin_{self.name}.details_view", id=record.slug)

    def allowed(self, verb, record=None):
        """Whether the actor may `verb` this child, or a new one of this parent."""
        area = record.area if record else self.parent.area if self.parent else None
        return policy.may(self.fence.actor, verb, self.home, area)

    def pointed(self):
        """[(model, id)] of everything that the rows point at."""
        return [(kind.target, record.__data__[kind.name]) for record in self.found for kind in self.kinds if kind.target]

    def texts(self, record):
        """[(kind, words)] of `record`, one for each column."""
        values = record.__data__
        out = []
        for kind in self.columns:
            if kind is self.one_of:
                name, id = kind.fold(values) or (next(iter(kind.kinds)), None)
                out.append((kind, self.fence.shown(kind.kinds[name], id)))
            else:
                out.append((kind, self.fence.cell(record, kind)))
        return out


class Editor(Section):
    """The same children as rows of inputs."""

    def __init__(self, children, parent, fence, sent):
        super().__init__(children, parent, fence)
        self.sent = sent
        self.keys = list(dict.fromkeys(re.findall(rf"^{self.name}-(new\d{{1,3}}|\d{{1,9}})-", "\n".join(sent or ()), re.M)))
        if len(self.keys) > MOST:
            raise Refused(f"一次最多保存 {MOST} 行{self.label}，请分几次")
        known, wanted = {record.id for record in self.found}, [int(key) for key in self.keys if key.isdigit()]
        if self.more and (further := set(wanted) - known):  # somebody's edit moved them down the list
            self.found += self.visible.where(self.home.id.in_(further))

    def draw(self, waiting):
        """The rows: those that are there, those that were sent, and blank ones. `waiting`: ids of drafts."""
        records = {str(record.id): record for record in self.found}
        self.rows = [self.row(key, records.get(key)) for key in dict.fromkeys([*records, *self.keys]) if not key.startswith("new")]
        for row in self.rows:
            if row.record is None:
                row.general.append("这一条已不在这里，可能别人刚删了或移走了；不要它就勾上删除再保存")
            elif row.record.id in waiting:
                row.still = DRAFTED
            elif not (answer := self.allowed("change", row.record)):
                row.still = answer.reason
        self.blank = self.row("new0", None, fill=False)
        news = [key for key in self.keys if key.startswith("new")]
        top = max([0, *(int(key[3:]) for key in news)])
        self.fresh = [self.row(key, None) for key in news]
        self.fresh = [row for row in self.fresh if self.is_filled(row)]
        if self.allowed("create"):
            self.fresh += [self.row(f"new{top + number}", None, fill=False) for number in range(1, BLANK + 1)]
        for rows in (self.rows, self.fresh):
            for number, row in enumerate(rows, start=1):
                row.number = number

    def row(self, key, record, fill=True):
        """The `Row` of `record`, or of a new one."""
        values = dict(record.__data__) if record else self.home.shape().blank() | self.children.start
        if self.one_of:
            values[self.one_of.name] = self.one_of.fold(values)
        return Row(self, key, record, values, self.sent if fill and key in self.keys else None)

    def is_filled(self, row):
        """Whether somebody typed something into a new row."""
        return row.typed != self.blank.typed

    def read(self):
        """Read what was typed into every row that takes part."""
        self.taking = [row for row in [*self.rows, *self.fresh] if row.key in self.keys and not row.still]
        self.taking = [row for row in self.taking if row.record or row.fresh or not row.remove]
        for row in self.taking:
            row.kept = {} if row.remove else row.read()

    def edits(self, id, state, as_draft, above):
        """[(row, `Edit`)] in two turns, what is removed first; `above`: name → value of the parent."""
        given = {self.children.link: id} | self.children.start | {name: above.get(name) for name in self.children.inherit}
        if self.home._meta.published:
            given["state"] = "published" if state == "published" and not as_draft else "draft"
        removed = [row for row in self.taking if row.remove]
        kept = [row for row in self.taking if not row.remove]
        yield [(row, Edit(self.home, row.record.id, base=row.version, verb="delete")) for row in removed if row.record]
        yield [
            (row, Edit(self.home, row.record.id, base=row.version, values=row.values(), draft=as_draft))
            if row.record
            else (row, Edit(self.home, None, values=given | row.values()))
            for row in kept
        ]


class Family:
    """All children on the page of one parent."""

    def __init__(self, home, parent, fence, sent=None):
        self.fence = fence
        seen = [children for children in CHILDREN.get(home, ()) if policy.paths(fence.actor, "see", children.home)]
        self.sections = [Editor(children, parent, fence, sent) for children in seen]

    def warm(self, shape, values):
        """Read what the parent's `values` and the rows point at: one query a model."""
        pointed = [(kind.target, id) for kind in shape.many for id in values.get(kind.name) or ()]
        pointed += [(kind.target, values.get(kind.name)) for kind in shape.relations]
        warm(self.fence, pointed, self.sections)

    def drawn(self):
        """This family with its rows."""
        waiting = drafts(self.sections)
        for section in self.sections:
            section.draw(waiting[section.home])
        return self

    def read(self):
        for section in self.sections:
            section.read()

    @property
    def rows(self):
        """Every row that takes part in what was sent."""
        return [row for section in self.sections for row in getattr(section, "taking", ())]

    @property
    def every(self):
        """Every row on the page, blank ones too."""
        return [row for section in self.sections for row in [*section.rows, *section.fresh]]

    wrong = property(lambda self: [trouble for row in self.rows for trouble in row.trouble])

    def check(self):
        """Say what each field on its own would object to, beside it."""
        for row in self.rows:
            row.check(row.kept)

    def write(self, work, form, id):
        """Send every row through the door; whether all of them passed. `id`: the parent's, None when it was refused."""
        if id is None:
            return False
        record = next((section.parent for section in self.sections if section.parent), None)
        above = (record.__data__ if record else {}) | form.kept
        for section in self.sections:
            for turn in section.edits(id, above.get("state"), form.as_draft, above):
                for (row, _), outcome in zip(turn, work.apply([edit for _, edit in turn]), strict=True):
                    row.outcome = outcome
                    if row.remove and form.as_draft and row.record.is_public():
                        row.general.append("已公开的不能删成草稿，请按“保存”，或者先不删")
        return all(row.passed and not row.general for row in self.rows)

    def complain(self):
        """Put each refusal beside its input; [`Clash`] of the rows that came too late."""
        clashes = []
        for row in self.rows:
            if row.passed:
                continue
            if row.remove:
                row.reopen()
            if row.outcome.kind == "conflict":
                clashes += collide(row, row.section.home, row.outcome, self.fence, before=f"{row.name()}：")
            else:
                row.complain(row.outcome.issues)
        return clashes

    def told(self):
        """What became of the children, in a sentence; nothing when nothing did."""
        kinds = [(row.section.label, row.outcome.kind) for row in self.rows if row.outcome]
        words = {"created": "新增", "changed": "修改", "deleted": "删除", "drafted": "存为草稿"}
        told = []
        for label in dict.fromkeys(label for label, _ in kinds):
            counts = [(word, kinds.count((label, kind))) for kind, word in words.items()]
            told += [f"{label}{'、'.join(f'{word} {count} 条' for word, count in counts if count)}"] * any(count for _, count in counts)
        return "；".join(told) + "。" if told else ""


def warm(fence, pointed, sections):
    """Read everything that `pointed` and the rows of `sections` name, one query a model."""
    ids = defaultdict(list)
    for home, id in [*pointed, *(pair for section in sections for pair in section.pointed())]:
        ids[home].append(id)
    for home in ids:
        fence.records(home, ids[home])


def drafts(sections):
    """model → ids of its children on which a draft waits; one query for all of them."""
    waiting, shapes = defaultdict(set), {section.home._meta.name: section.home for section in sections if section.found}
    ids = [record.id for section in sections for record in section.found]
    if ids:
        r = history.Revision
        newest = r.select(peewee.fn.MAX(r.id)).where(r.shape.in_(list(shapes)), r.record.in_(ids)).group_by(r.shape, r.record)
        for shape, id in r.select(r.shape, r.record).where(r.id.in_(newest), r.verb == "draft").tuples():
            waiting[shapes[shape]].add(id)
    return waiting


def read_only(record, fence):
    """The `Section`s of `record` for a page that only shows them."""
    seen = [children for children in CHILDREN.get(type(record), ()) if policy.paths(fence.actor, "see", children.home)]
    sections = [Section(children, record, fence) for children in seen]
    warm(fence, [], sections)
    return sections
