"""Records: rows with a natural key, a slug, a version, a state and a place; and what residents may see of them."""

import functools

import peewee

from . import calling, clock, policy
from .db import database
from .errors import Refused, Unavailable, Unresolved
from .fields import Belongs, Choice, Code, Column, Flag, Kind, Moment, nearest
from .search import likely
from .shape import Shape

STATES = {"draft": "草稿", "published": "已发布", "archived": "已归档"}
DEEPEST = 20  # parts of a reference that is written as a key: each is looked for by itself


class Id(Column, peewee.AutoField):
    """The number of a record in its table."""


class Line(Column, peewee.CharField):
    """A text that the door writes."""


class Live(peewee.ColumnBase):
    """That residents may see a record of `home` at `at`: one node instead of twenty, since a page asks it of every list it shows.

    Nearly every record is published, so its state is the last thing to find a record by. SQLite believes in equalities; the
    plus keeps it from walking along an index of states.
    """

    def __init__(self, home, at):
        self.home, self.at = home, home.publish_at.db_value(at)

    def __sql__(self, ctx):
        state, begin, end = self.home.state, self.home.publish_at, self.home.expire_at
        ctx.literal("(+" if database.kind == "sqlite" else "(").sql(state).literal(" = 'published'")
        ctx.literal(" AND (").sql(begin).literal(" IS NULL OR ").sql(begin).literal(" <= ").value(self.at, False)
        ctx.literal(") AND (").sql(end).literal(" IS NULL OR ").sql(end).literal(" > ").value(self.at, False)
        return ctx.literal("))")


class Record(peewee.Model):
    """One row that people keep. Read it freely; it changes only as an `Edit` through the door.

    A model says in its Meta:
    label, plural  its Chinese word, and its word in addresses
    title          the field that names a record; `titled`: all of those that do, when one alone is not enough
    place          the relation whose target says where it is, or several of which the first that is set does; None: everywhere
    one_of         relations of which exactly one is set: what the record is about
    is_area        the model is the places themselves
    published      False: residents never see it
    called         the fields that hold what people call it: it is found by any of these names, however they are typed
    outlined       the field that holds its border: it is found by a position inside
    """

    slug = Code(
        "网址名",
        r"[a-z0-9]+(?:-[a-z0-9]+)*",
        "小写字母、数字和连字符，如 lishan-1",
        required=False,
        unique=True,
        help="留空则按名称的拼音生成；改了以后旧网址会转到新网址。",
        section="发布",
    )
    state = Choice("状态", STATES, required=True, default="draft", filtered=True, section="发布")
    publish_at = Moment("发布时间", help="到这一刻才公开；留空则马上。", section="发布")
    expire_at = Moment("下线时间", help="到这一刻不再公开；留空则一直公开。", section="发布")
    synthetic = Flag("示例数据", help="不是真实情况，页面上会标明“示例”。", filtered=True, public=True, section="发布")

    id = Id(primary_key=True)
    natural = Line(unique=True)  # the natural key as one text, so that blank parts are unique too
    area = Line(default="/")  # path of the division it lies in, /3/17/204/
    sort = Line(default="")  # pinyin of its title, the same order on both engines
    touched = Line(default="")  # names of the fields a person edited since the last import wrote them
    version = peewee.IntegerField(default=1)
    created_at = peewee.DateTimeField()  # UTC, like updated_at
    created_by = peewee.CharField()
    updated_at = peewee.DateTimeField()
    updated_by = peewee.CharField()

    class Meta:
        database = database
        legacy_table_names = False
        label, plural, title, titled, place, one_of, is_area, published = "", "", "name", (), None, (), False, True
        called, outlined = (), None

    # Which columns the door fills by itself, in the order of the row it writes.
    KEPT_BY_THE_DOOR = ("natural", "area", "sort", "touched", "version", "created_at", "created_by", "updated_at", "updated_by")
    DERIVED = ()  # further ones, of this model, that `derived` answers

    @classmethod
    @functools.cache
    def shape(cls):
        """The model's `Shape`: its own kinds as declared, then the ones every record has."""
        kinds = {kind for name in dir(cls) if isinstance(kind := getattr(cls, name), Kind)}
        common = set(Record._meta.fields) if cls is not Record else set()
        kinds = [kind for kind in kinds if cls._meta.published or kind.name not in ("publish_at", "expire_at", "state")]
        kinds.sort(key=lambda kind: (kind.name in common, getattr(Record, kind.name).order if kind.name in common else kind.order))
        return Shape(cls._meta.name, cls._meta.label, kinds)

    @classmethod
    def word(cls):
        """The area of policy this model stands in: the name of its module."""
        return cls.__module__.rpartition(".")[2]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """What the record is called; relations in it are asked for once."""
        if "_title" not in self.__dict__:
            self._title = self.title_of(self.__data__) or self.slug
        return self._title

    @classmethod
    def naming(cls):
        """The fields that a title is made of."""
        return [cls._meta.fields[name] for name in cls._meta.titled or (cls._meta.title,)]

    @classmethod
    def title_of(cls, values, titled=None):
        """The title of a record with these `values` (name → value); `titled(field, id)` knows the titles of relations."""
        words = []
        for field in cls.naming():
            if (value := values.get(field.name)) is not None:
                words.append((titled or _asked)(field, value) if field.target else str(value))
        return " ".join(filter(None, words))

    @classmethod
    def derived(cls, values):
        """name → what a record with these `values` keeps in the columns of `DERIVED`."""
        return {}

    @classmethod
    def called(cls, values):
        """The names, in the one way they are looked for, that a record with these `values` is found by."""
        return calling.names(values, cls._meta.called)

    @classmethod
    def places(cls):
        """The relations that may say where a record is."""
        place = cls._meta.place
        return (place,) if isinstance(place, str) else place or ()

    @classmethod
    def issues(cls, new, old):
        """name → sentence for every rule of this model that the proposal breaks.

        `new` and `old` (None when it is being made) answer each field's name with its value, and a relation's name
        with the record it points at.
        """
        return {}

    @classmethod
    def rivals(cls, writes, related):
        """[(one of `writes`, name, sentence)] for those that an earlier one of the same batch leaves no room for.

        A write answers `values` (name → value); `related(field, id)` gives the record that a relation points at.
        """
        return ()

    @classmethod
    def staying(cls, deletes):
        """id → sentence for those of `deletes` that must not be deleted, because this model cannot do without them."""
        return {}

    def values(self):
        """name → value of the whole shape; relations as ids."""
        out = {}
        for field in self.shape():
            if field.many:
                out[field.name] = tuple(sorted(target.id for target in getattr(self, field.name)))
            else:
                out[field.name] = getattr(self, field.object_id_name if field.target else field.name)
        return out

    @classmethod
    def live(cls, at=None):
        """Query of the records residents may see at this moment (`at`: aware, now when left out)."""
        return cls.select().where(cls.is_live(at))

    @classmethod
    def is_live(cls, at=None):
        """The condition behind `live`."""
        if not cls._meta.published:
            return peewee.SQL("1 = 0")
        return Live(cls, at or clock.now())

    def is_public(self):
        """Whether residents may see this record now; the same rule as `is_live`, asked of a record in hand."""
        at = clock.now()
        return bool(
            self._meta.published
            and self.state == "published"
            and (self.publish_at is None or self.publish_at <= at)
            and (self.expire_at is None or self.expire_at > at)
        )

    @classmethod
    def under(cls, path):
        """The condition that a record lies in the area `path` or below it: a range, so that the index serves."""
        return (cls.area >= path) & (cls.area < path + "~")

    @classmethod
    def titles(cls, ids):
        """id → title for those of `ids` that exist: one query, and one for each relation that titles are made of."""
        ids = [id for id in ids if id]
        if not ids:
            return {}
        return {record.id: record.title for record in cls.entitled(cls.select(cls.id, cls.slug, *cls.naming()).where(cls.id.in_(ids)))}

    @classmethod
    def entitled(cls, records):
        """`records` as a list, their titles known: one query for each relation that titles are made of."""
        records = list(records)
        known = {
            field.name: field.target.titles({record.__data__.get(field.name) for record in records})
            for field in cls.naming()
            if field.target
        }
        for record in records:
            record._title = cls.title_of(record.__data__, lambda field, id: known[field.name].get(id, "")) or record.slug
        return records

    @classmethod
    def key_of(cls, values):
        """The natural key of `values` (name → value) as one text, the way column `natural` holds it."""
        parts = [values.get(field.name) for field in cls.shape().key]
        return "/".join(["" if part is None else part.replace("/", "／") if type(part) is str else str(part) for part in parts])

    @classmethod
    def named(cls, text, actor=None):
        """The id of the record that `text` means: slug, key or unambiguous name. Raises `Unresolved`."""
        answer = cls.named_all({text}, actor)[text]
        if isinstance(answer, Unresolved):
            raise answer
        return answer

    @classmethod
    def named_all(cls, texts, actor=None, areas=None):
        """text → id, or `Unresolved` naming the nearest, for many references in a few queries.

        Records that `actor` may not see are not found (None: everything is seen). `areas`: a dict that id → area goes into.
        """
        areas = {} if areas is None else areas
        seen = policy.seen(actor, cls) if actor is not None else None
        name_column = cls._meta.fields[cls._meta.title].column_name
        found, names = {}, {}
        asked, texts = texts, [text for text in texts if "\0" not in text]
        table, columns = cls._meta.table_name, ("id", "slug", name_column, "area")
        for id, slug, _, area in database.lookup(table, columns, "slug", texts):
            if seen is None or policy.may(actor, "see", cls, area):
                found[slug], areas[id] = id, area
        for id, slug, name, area in database.lookup(table, columns, name_column, [text for text in texts if text not in found]):
            if seen is None or policy.may(actor, "see", cls, area):
                names.setdefault(name, []).append((id, slug))
                areas[id] = area
        answers = {text: Unresolved(f"{cls._meta.label}的名称里有看不见的字符，请重新写") for text in asked}
        for text in texts:
            if text in found:
                answers[text] = found[text]
            elif len(names.get(text, ())) == 1:
                answers[text] = names[text][0][0]
            elif text in names:
                answers[text] = Unresolved(
                    f"有 {len(names[text])} 个叫“{text}”的{cls._meta.label}，请写网址名："
                    + nearest(text, [slug for _, slug in names[text]][:6])
                )
            else:
                answers[text] = cls._by_key(text, actor, seen)
        return answers

    @classmethod
    def _by_key(cls, text, actor, seen):
        """The id for a reference written as its key, 历山社区/小网格/6, else `Unresolved` with the nearest names."""
        key = cls.shape().key
        parts = text.rsplit(" " if cls._meta.titled and "/" not in text else "/", len(key) - 1)
        if len(parts) == len(key) and text.count("/") < DEEPEST:
            try:
                values = {
                    f.name: f.read(part, actor) if isinstance(f, Belongs) else f.read(part) for f, part in zip(key, parts, strict=True)
                }
            except Unresolved as reason:
                return reason
            except Unavailable:
                raise  # it is not the text that is wrong
            except Refused as reason:
                return Unresolved(str(reason))
            query = cls.select(cls.id).where(cls.natural == cls.key_of(values))
            row = (query.where(seen) if seen is not None else query).tuples().first()
            if row:
                return row[0]
        return Unresolved(f"没有叫“{text}”的{cls._meta.label}", lambda: cls._suggest(text, seen))

    @classmethod
    def _suggest(cls, text, seen):
        close = likely(cls, text, seen)
        return f"，相近的有{nearest(text, close)}" if close else "，请先建它或检查写法"

    @classmethod
    def area_of(cls, values, related):
        """The path of the division that `values` lie in; `related(name)` gives the record a relation points at."""
        target = next((target for name in cls.places() if (target := related(name)) is not None), None)
        return target.area if target is not None else "/"


def _asked(field, id):
    """The title of what the relation `field` points at."""
    return field.target.titles([id]).get(id, "")


class Face:
    """A record as residents see it: its public facts and nothing else.

    `face.address` is the value (for a relation: the target's Face, or None when residents may not see it); any other
    field raises `AttributeError`, so that a slip in a template cannot print it.
    """

    def __init__(self, record):
        self._record = record
        self._shape = record.shape()

    slug = property(lambda self: self._record.slug)
    id = property(lambda self: self._record.id)
    area = property(lambda self: self._record.area)
    updated_at = property(lambda self: self._record.updated_at.replace(tzinfo=clock.datetime.UTC))
    noun = property(lambda self: self._shape.label)

    @property
    def title(self):
        """What the record is called; of relations in it only those that residents may see."""
        naming = self._record.naming()
        if any(field.target for field in naming):
            return " ".join(text for field in naming if field.public and (text := self.text(field.name)))
        return self._record.title

    def __str__(self):
        return self.title

    def __eq__(self, other):
        return isinstance(other, Face) and self._record == other._record

    def __hash__(self):
        return hash(self._record)

    def _field(self, name):
        field = self._shape.by_name.get(name)
        if field is None or not field.public:
            raise AttributeError(f"{self._shape.name}.{name} is not public")
        return field

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        field = self._field(name)
        value = getattr(self._record, name)
        if field.many:
            return [Face(target) for target in value if target.is_public()]
        if field.target:
            return Face(value) if value is not None and value.is_public() else None
        return value

    def text(self, name):
        """The public field `name` as words."""
        field, value = self._field(name), getattr(self, name)
        if field.many:
            return "；".join(face.title for face in value)
        if field.target:
            return value.title if value else ""
        return field.words(value)

    def label(self, name):
        """What the public field `name` is called."""
        return self._field(name).label

    def facts(self, *names):
        """[(label, text)] of the named public fields (all of them when none is named) that hold something."""
        names = names or [field.name for field in self._shape.public]
        return [(self.label(name), text) for name in names if (text := self.text(name))]

    def verb(self, name, *arguments):
        """Ask the record a question listed in its `public_verbs`; records in the answer are Faces, if residents may see them."""
        if name not in getattr(self._record, "public_verbs", ()):
            raise AttributeError(f"{self._shape.name}.{name}() is not public")
        answer = getattr(self._record, name)(*arguments)
        if isinstance(answer, (list, peewee.BaseQuery)):
            return [one for one in map(_faced, answer) if one is not None]
        return _faced(answer)


def _faced(answer):
    """A record as its Face, or None when residents may not see it; anything else as it is."""
    if not isinstance(answer, Record):
        return answer
    return Face(answer) if answer.is_public() else None
