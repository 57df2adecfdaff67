"""What a picker offers for the text that is being typed."""

from flask import abort, jsonify, request
from flask_admin import expose

from ..core import policy, search
from .forms import line
from .inputs import reference
from .people import actor

OFFERED = 8  # records a picker lists


class LookupPages:
    """Where the pickers of a screen ask."""

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The records that a picker offers for what was typed: [{value, title, note}], never more than OFFERED."""
        field = self.shape.by_name.get(request.args.get("name", ""))
        if field is None or not field.target:
            abort(404)
        target, typed = field.target, line(request.args.get("query"), 80)
        query = policy.visible(actor(), target)
        found = search.records(target, typed) if typed else None
        rows = []
        if typed:
            named = target.slug == typed
            query = query.where(named if found is None else found | named)
            title = target.shape().by_name[target._meta.title]
            rows = [] if title.personal else list(policy.visible(actor(), target).where(title == typed).order_by(target.id).limit(OFFERED))
        exact = {row.id for row in rows}  # what is called just so comes first
        rows += [row for row in query.order_by(target.sort, target.id).limit(OFFERED) if row.id not in exact]
        rows = self.fence.entitled(target, rows[:OFFERED])
        notes = self.places(target, rows)
        return jsonify([{"value": reference(row), "title": row.title, "note": note} for row, note in zip(rows, notes, strict=True)])

    def places(self, target, rows):
        """What tells records of one title apart: where they lie, and their slug."""
        above = {}
        for name in reversed(target.places()):
            field = target.shape()[name]
            titles = self.fence.records(field.target, [row.__data__[name] for row in rows])
            above |= {row.id: titles[row.__data__[name]].title for row in rows if row.__data__[name] in titles}
        return [f"{above.get(row.id, '')} {row.slug}".strip() for row in rows]
