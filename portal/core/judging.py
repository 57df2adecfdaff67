"""How the door judges: fields, relations, the model's own rules, keys and grants, each with a sentence."""

from collections import defaultdict

from . import policy
from .db import database
from .errors import Forbidden
from .pending import Proposal, is_id, records
from .proposals import Outcome, refused


class Judging:
    """The part of a `door.Batch` that says what is wrong; `p` is always a `Pending` write of it."""

    def judge(self, writes):
        """Collect the issues of every pending write: fields, relations, the model's own rules, keys and grants."""
        self.gather(writes)
        self.ease([p for p in writes if p.back is not None])
        given = {name for p in writes for name in p.delta}
        for name, field in self.shape.by_name.items():
            if name in given:
                self.judge_field(field, [p for p in writes if name in p.delta])
        for p in writes:
            if p.row is None:
                for name, sentence in self.missing.items():
                    if name not in p.delta:
                        p.issues[name].append(sentence)
            if not p.issues:
                self.judge_record(p)
        for p, name, sentence in self.home.rivals([p for p in writes if not p.issues], self.related):
            p.issues[name].append(sentence)
        self.judge_keys([p for p in writes if not p.issues])

    def judge_field(self, field, writes):
        """Judge what `writes` say in `field`; a text or number that many of them say is judged once."""
        name, optional = field.name, field.name not in self.needed
        repeats = name not in self.branches  # what points at its own kind is judged each time: there must be no circle
        for p in writes:
            value = p.delta[name]
            simple = type(value) in (str, int)
            if (value is None and optional) or (simple and (name, value) in self.sound):
                continue
            if sentence := field.issue(value):
                p.issues[name].append(sentence)
            elif field.target:
                self.judge_relation(p, field)
            if simple and repeats and name not in p.issues and p.back is None:  # of what comes back less is asked
                self.sound.add((name, value))

    def gather(self, writes):
        """Read the records that the proposals point at, one query a model; the places they come to stay until they are written."""
        wanted, places = defaultdict(set), defaultdict(set)
        for field in (*self.shape.relations, *self.shape.many):
            name, ids = field.name, wanted[field.target]
            for p in writes:
                for value in (p.values[name], p.row and p.row.values[name]):
                    if value:
                        ids.update(filter(is_id, value if type(value) is tuple else (value,)))
            if database.for_update and name in self.home.places():
                places[field.target].update(p.values[name] for p in writes if is_id(p.values[name]) and (p.row is None or name in p.delta))
        for target, ids in places.items():
            self.work.related[target] |= records(target, ids - self.work.held[target], lock="SHARE")
            self.work.held[target] |= ids
        for target, ids in wanted.items():
            known = self.work.related[target]
            known |= records(target, [id for id in ids if id not in known])

    def related(self, field, id):
        return self.work.related[field.target].get(id) if id is not None else None

    @staticmethod
    def nameable(target, area):
        """Whether what is told of a record in `area` may name `target`: what lies elsewhere is not for all who see that record."""
        return target._meta.place is None or policy.covers(area, target.area)

    def judge_relation(self, p, field):
        """A relation must point at records that exist and that the proposer may see; a tree may not bite its tail."""
        value = p.values[field.name]
        ids = (value or ()) if field.many else ((value,) if value is not None else ())
        for id in ids:
            if (field.name, id) in self.sound:
                continue
            record = self.related(field, id)
            if record is None or not (self.sees_target(field.target, record) or self.was_so(p, field)):
                p.issues[field.name].append(self.gone(p, field, id))
            elif field.target is self.home and not field.many and p.id is not None and self.below(id, p.id, field):
                p.issues[field.name].append(f"{field.label}不能是自己或自己的下级，请另选")
            elif field.many and p.back is None:
                self.sound.add((field.name, id))

    def sees_target(self, target, record):
        if target not in self.reach:
            self.reach[target] = policy.paths(self.work.by, "see", target)
        seen = self.reach[target]
        return "/" in seen or (seen and target._meta.place is None) or any(policy.covers(path, record.area) for path in seen)

    def below(self, id, top, field):
        """Whether record `id` is `top` or lies below it along `field`; walks up, one short query a step."""
        met = set()
        while id is not None and id not in met:
            if id == top:
                return True
            met.add(id)
            row = self.home.select(field).where(self.home.id == id).tuples().first()
            id = row[0] if row else None
        return False

    def judge_record(self, p):
        """The model's own rules, and whether this person may do this here."""
        new = Proposal(p.id, p.values, self.shape, self.related)
        old = Proposal(p.id, p.row.values, self.shape, self.related) if p.row else None
        for name, sentence in self.home.issues(new, old).items():
            p.issues[name].append(sentence)
        self.judge_one_of(p)
        places = self.home.places()
        if self.home._meta.one_of and places and all(p.values[name] is None for name in places):
            return  # it lies nowhere yet, so nobody can be asked whether it may; the sentence about that stands already
        if p.row is None or p.delta.keys() & self.home.places():
            p.area = self.home.area_of(p.values, lambda name: self.related(self.shape[name], p.values[name]))
            if p.row is not None and self.home._meta.is_area:
                p.area += f"{p.id}/"
        areas = {p.area, p.row.area} if p.row else {p.area}
        for area in areas:
            answer = self.restorable(p, area) if p.back else self.may("change" if p.row else "create", area)
            if not answer:
                self.outcomes[p.place] = refused(p.edit, Forbidden(answer.reason))
                p.issues[""].append(answer.reason)
                return

    def judge_one_of(self, p):
        """Of the relations that say what the record is about, exactly one is set."""
        names = self.home._meta.one_of
        if not names:
            return
        given = [name for name in names if p.values[name] is not None]
        if len(given) != 1:
            labels = [self.shape[name].label for name in given or names]
            sentence = f"{'和'.join(labels)}只能填一个，请清空另一个" if given else f"{'、'.join(labels)}里要填一个"
            p.issues[given[-1] if given else names[0]].append(sentence)

    def may(self, verb, area):
        """Policy's `Answer`, asked once a batch; a row from an import must be allowed both to be imported and to be written."""
        if (verb, area) not in self.answers:
            verbs = ("import", verb) if self.work.via == "import" else (verb,)
            answers = [policy.may(self.work.by, each, self.home, area) for each in verbs]
            self.answers[verb, area] = next((answer for answer in answers if not answer), answers[-1])
        return self.answers[verb, area]

    def judge_keys(self, writes):
        """Natural keys, slugs and unique columns: made where missing, refused where another record has them."""
        home = self.home
        keyed = {field.name for field in self.shape.key}
        changed = [p for p in writes if p.row is None or keyed & p.delta.keys()]
        for p in changed:
            p.natural = home.key_of(p.values)
        fresh = [p for p in changed if p.edit.key != p.natural]  # the others were looked for under this very key
        self.refuse_taken(
            fresh,
            home.natural,
            lambda p: p.natural,
            self.shape.key[-1].name,
            lambda p: (
                f"已有同样的{home._meta.label}（{self.key_words()}都相同），"
                + ("请先改那一条，再恢复这一条" if p.back else "请改其中一项或去改那一条")
            ),
        )
        for field in self.shape.columns:
            if field.unique and field.name != "slug":
                named = [p for p in writes if field.name in p.delta and p.values[field.name] is not None]
                self.refuse_taken(
                    named,
                    field,
                    lambda p, f=field: p.values[f.name],
                    field.name,
                    lambda p, f=field: f"{f.label}“{f.show(p.values[f.name])}”已被另一条{home._meta.label}使用",
                )
        for p in writes:
            if not p.issues and "slug" in p.delta and (p.values["slug"] or "").isdecimal() and p.back is None:
                word = f"{home._meta.name}-{p.values['slug']}"[:80]
                p.issues["slug"].append(f"网址名不能只有数字，请加上字母，如 {word}")  # in an address, a number is an id
        given = [p for p in writes if not p.issues and p.values["slug"]]
        self.refuse_taken(
            [p for p in given if "slug" in p.delta],
            home.slug,
            lambda p: p.values["slug"],
            "slug",
            lambda p: f"网址名“{p.values['slug']}”已被使用，请换一个",
        )
        self.make_slugs([p for p in writes if not p.issues and not p.values["slug"]], {p.values["slug"] for p in given})

    def key_words(self):
        return "、".join(field.label for field in self.shape.key)

    def refuse_taken(self, writes, column, value_of, name, sentence):
        """Mark those of `writes` whose value of `column` another record, or an earlier one of them, has."""
        values = {column.db_value(value_of(p)) for p in writes}
        owners = dict(database.lookup(self.home._meta.table_name, (column.column_name, "id"), column.column_name, values))
        for p in writes:
            value = value_of(p)
            if value in owners and owners[value] != p.id:
                p.issues[name].append(sentence(p))
            owners.setdefault(value, p.id or object())

    def make_slugs(self, writes, taken):
        """Give every one of `writes` an address of its own, made from its natural key."""
        wanted = {}
        for p in writes:
            parts = []
            for field in self.shape.key:
                value = p.values[field.name]
                if value is None or field.target is self.home:
                    continue  # a tree would spell out its whole path
                target = self.related(field, value) if field.target else None
                if target is None:
                    parts.append(field.address(value))
                elif self.nameable(target, p.area):
                    parts.append(target.slug)
            stem, name = "-".join(part for part in parts if part), self.home._meta.name
            wanted[p] = (f"{name}-{stem}" if stem.isdecimal() else stem)[:76].strip("-").replace("_", "-") or name
        taken |= {slug for (slug,) in database.lookup(self.home._meta.table_name, ("slug",), "slug", set(wanted.values()))}
        for p, stem in wanted.items():
            slug, number = stem, 1
            while slug in taken or (number > 1 and self.home.select(self.home.id).where(self.home.slug == slug).exists()):
                number += 1
                slug = f"{stem}-{number}"
            taken.add(slug)
            p.values["slug"] = slug
            if p.row is not None:
                p.delta["slug"] = slug

    def passes(self, p):
        """Whether `p` has no issue; settles its outcome when it has."""
        if not p.issues:
            return True
        if self.outcomes[p.place] is None:
            self.outcomes[p.place] = Outcome(p.edit, "refused", p.id, issues=dict(p.issues), collisions=p.collisions)
        return False

    def is_draft(self, p):
        """An edit of a published record waits when its author wants it to, or may not publish."""
        if not self.home._meta.published or (p.row is None and p.values["state"] != "published"):
            return False
        if p.row is None:
            if not policy.may(self.work.by, "publish", self.home, p.area):
                if p.back is not None:
                    p.notes.append("您不能发布，恢复成了草稿")
                p.values["state"] = "draft"
            return False
        touches = p.row.values["state"] == "published" or p.values["state"] == "published"
        return (p.edit.draft and touches) or (touches and not policy.may(self.work.by, "publish", self.home, p.area))
