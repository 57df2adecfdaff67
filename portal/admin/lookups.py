"""What a picker offers for the text that is being typed, and making what is missing on the spot."""

import peewee
from flask import abort, jsonify, render_template, request, url_for
from flask_admin import expose
from flask_login import current_user

from ..core import policy, search
from ..core.changes import Edit, change
from ..core.errors import Forbidden, Taken
from ..models import desks
from . import desk
from .desk import Undone
from .forms import NUMBER, RecordForm, line
from .inputs import reference
from .people import actor
from .rows import Columns

OFFERED = 8  # records a picker lists
CHOSEN, LOOKED_AT = 5, 100  # of them, those that the person chose lately; records that these are looked for in
SMALL = "small-"  # in front of the names of a small form, which stands on the page of another one


class LookupPages:
    """Where the pickers of a screen ask."""

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The records that a picker offers for what was typed: [{value, title, note, lately}], never more than OFFERED.

        While nothing is typed, those that the person chose `lately` come first. The header X-Create names the address where
        a missing one is made, for those who may.
        """
        field = self.shape.by_name.get(request.args.get("name", ""))
        if field is None or not field.target:
            abort(404)
        target, typed = field.target, line(request.args.get("query"), 80)
        query = policy.visible(actor(), target)
        found = search.records(target, typed) if typed else None
        rows = [] if typed else chosen_lately(actor(), self.model, field)
        lately = {row.id for row in rows}
        if typed:
            named = target.slug == typed
            query = query.where(named if found is None else found | named)
            title = target.shape().by_name[target._meta.title]
            rows = [] if title.personal else list(policy.visible(actor(), target).where(title == typed).order_by(target.id).limit(OFFERED))
        first = {row.id for row in rows}  # what is called just so
        rows += [row for row in query.order_by(target.sort, target.id).limit(OFFERED) if row.id not in first]
        rows = self.fence.entitled(target, rows[:OFFERED])
        notes = self.places(target, rows)
        answer = jsonify(
            [
                {"value": reference(row), "title": row.title, "note": note, "lately": row.id in lately}
                for row, note in zip(rows, notes, strict=True)
            ]
        )
        if address := self.makes(target, small=True):
            answer.headers["X-Create"] = address
        return answer

    def places(self, target, rows):
        """What tells records of one title apart: where they lie, and their slug."""
        above = {}
        for name in reversed(target.places()):
            field = target.shape()[name]
            titles = self.fence.records(field.target, [row.__data__[name] for row in rows])
            above |= {row.id: titles[row.__data__[name]].title for row in rows if row.__data__[name] in titles}
        return [f"{above.get(row.id, '')} {row.slug}".strip() for row in rows]

    def makes(self, target, small=False):
        """The address where this person may make a `target`: its whole form or the small one; "" when there is none."""
        if not policy.may(actor(), "create", target) or (small and not briefly(target)):
            return ""
        return url_for(f"admin_{target._meta.plural}.{'small_view' if small else 'create_view'}")

    @expose("/small/", methods=("GET", "POST"))
    def small_view(self):
        """A form of what a new record cannot do without, for the page of another one; sent, {value, title} of the new record."""
        self.must("create")
        kinds = briefly(self.model) or abort(404)
        sent = request.form if request.method == "POST" else None
        form = RecordForm(Columns(kinds), self.fence, self.lookup, self.shape.blank(), sent, prefix=SMALL)
        if sent is None:
            self.prefill(form)
            form.token = desk.token(desk.fresh())
            return self.small_page(form)
        form.number = desk.claimed(self)
        form.token = desk.token(form.number)
        try:
            made = self.small_save(form)
        except desk.Repeated as again:
            made = again.first.record
        if made is None:
            return self.small_page(form), 422
        record = self.fence.records(self.model, [made]).get(made)
        if record is None:  # made, and gone since
            form.general.append(f"这条{self.label}已经建过，后来不在了，请关上重来")
            return self.small_page(form), 422
        return jsonify(value=reference(record), title=record.title)

    def prefill(self, form):
        """Put in what was typed into the picker, and where the outer form says it lies."""
        title = form.holding(self.model._meta.title)
        if title is not None:
            title.typed = line(request.args.get("title"), 200)
        for name in self.model.places():
            if (box := form.holding(name)) is not None:
                box.typed = line(request.args.get(name), 200)

    def small_page(self, form):
        return render_template("admin/create-small.html", form=form, admin_view=self, NUMBER=NUMBER)

    def small_save(self, form):
        """The id of the record that the small `form` made, or None after saying in it what is wrong."""
        user, written = current_user.user.id, desk.digest()
        if first := desks.sent(user, form.number):
            raise desk.Repeated(first)
        form.kept = form.read()
        if form.wrong:
            form.check(form.kept)
            return None
        outcome = None
        try:
            with change(by=actor(), via="admin") as work:
                row = desks.send(user, form.number, self.model, written)
                outcome = work.one(Edit(self.model, None, values=form.kept))
                if not outcome:
                    raise Undone
                desks.came_to(row, outcome.id)
        except Undone:
            if isinstance(outcome.refusal, Forbidden):
                raise outcome.refusal from None
            form.complain(outcome.issues)
            return None
        except Taken:
            if first := desks.sent(user, form.number):
                raise desk.Repeated(first) from None
            raise
        return outcome.id


def chosen_lately(asker, home, field):
    """Up to CHOSEN records that `asker` may see, those first that stand in `field` of what `asker` changed last: one query.

    Only where somebody wrote that field by hand, so that a file does not fill it; among the last LOOKED_AT records of `home`.
    """
    own, target = home.alias(), field.target
    columns = [own.id, own.updated_at, own.touched, *([] if field.many else [getattr(own, field.name).alias("target")])]
    last = own.select(*columns).where(own.updated_by == asker.name).order_by(own.updated_at.desc()).limit(LOOKED_AT).alias("last")
    source, id = last, last.c.target
    if field.many:
        source, id = peewee.Join(last, field.through, on=(field.through.owner == last.c.id)), field.through.target
    by_hand = peewee.Value(",").concat(last.c.touched).concat(",").contains(f",{field.name},")
    newest = peewee.Select([source], [id.alias("target"), peewee.fn.MAX(last.c.updated_at).alias("at")]).where(by_hand)
    newest = newest.group_by(id).alias("newest")
    query = policy.visible(asker, target).join(newest, on=(target.id == newest.c.target))
    return list(query.order_by(newest.c.at.desc(), target.id).limit(CHOSEN))


def briefly(home):
    """The kinds of a small form: what is required, the key, what names a record and where it lies; () when that is not enough."""
    if home._meta.one_of:
        return ()
    wanted = {*home.places(), *(field.name for field in home.naming())}
    kinds = [kind for kind in home.shape() if kind.required or kind.key or kind.name in wanted]
    return () if any(kind.secret or kind.file for kind in kinds if kind.required) else [kind for kind in kinds if not kind.secret]
