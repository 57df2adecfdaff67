"""为什么能、为什么不能: what a person may do with a record, which grant and which rule of the table says so.

Every yes and no is `policy.explain`'s, so this page cannot say anything else than what the doors do.
"""

from flask import abort, jsonify, request
from flask_admin import BaseView, expose
from flask_login import current_user

from ..core import policy, search
from ..core.errors import Unresolved
from ..models import MODELS, Division, Grant, User
from ..roles import ROLES
from .forms import line
from .inputs import reference, slug_in
from .people import HIDDEN, actor, fence
from .rooms import Room

OFFERED = 8  # records the picker lists
ALL = "全部"


class Explain(Room, BaseView):
    """The page at /admin/explain/: about oneself for everybody, about others for those who may see accounts."""

    @expose("/")
    def index(self):
        """The question as a form, and its answer; a person or a record that the asker may not see is unknown."""
        user, home, record, wrong = self.asked()
        person = user and user.actor()
        grants = held(user, person) if user else []
        page = self.render(
            "admin/explain.html",
            user=user,
            own=user is not None and user.id == current_user.user.id,
            others=bool(policy.may(actor(), "see", User)),
            homes=seen_homes(),
            home=home,
            record=record,
            typed={name: line(request.args.get(name), 120) for name in ("who", "record")},
            wrong=wrong,
            rows=rows(person, user, home, record, grants) if user and home and not wrong else [],
            grants=grants,
            roles=table(person, {grant["id"] for grant in grants}) if person else [],
        )
        return page, 404 if wrong else 200

    def asked(self):
        """(the user, the model, the record that the address names, name of an input → why there is none)."""
        wrong, user, home, record = {}, self.named_user(), None, None
        if user is None:
            wrong["who"] = "没有这个用户，请核对登录名。"
        plural, text = line(request.args.get("home"), 40), line(request.args.get("record"), 120)
        if plural:
            home = next((one for one in seen_homes() if one._meta.plural == plural), None)
            if home is None:
                wrong["home"] = "没有这类内容，请从列表里选。"
        elif text:
            wrong["home"] = "请先选是哪一类。"
        if home is not None and text:
            try:
                record = fence().named(home, slug_in(text)) or found(home, text)
            except Unresolved as reason:
                wrong["record"] = f"{reason}。"
        return user, home, record, wrong

    def named_user(self):
        """The user that the address names, oneself when it names none, or None."""
        login, own = line(request.args.get("who"), 80), current_user.user
        login = slug_in(login).lower()
        if login in ("", own.login, own.slug):
            return own
        if not policy.may(actor(), "see", User):
            return None
        return policy.visible(actor(), User).where((User.login == login) | (User.slug == login)).first()

    @expose("/lookup/")
    def lookup(self):
        """What the pickers of the page offer: records of the model `home`, or users, that the asker may see."""
        home = next((one for one in seen_homes() if one._meta.plural == request.args.get("home")), None) or abort(404)
        typed = line(request.args.get("query"), 80)
        query = policy.visible(actor(), home)
        if typed:
            matching = search.records(home, typed)
            query = query.where((home.slug == typed) if matching is None else matching | (home.slug == typed))
        rows = fence().entitled(home, query.order_by(home.sort, home.id).limit(OFFERED))
        return jsonify([{"value": reference(row), "title": row.title, "note": row.slug} for row in rows])


def seen_homes():
    """The models of which the asker sees anything."""
    return [home for home in MODELS if policy.paths(actor(), "see", home)]


def found(home, text):
    """The record of `home` that `text` names, as far as the asker sees. Raises `Unresolved`."""
    return fence().entitled(home, [policy.visible(actor(), home).where(home.id == home.named(text, actor())).get()])[0]


# -- the answer -------------------------------------------------------------------------------------------------------


def rows(person, user, home, record, grants):
    """[(verb in words, whether, [sentence])] for every verb; `grants` are those that the asker may see."""
    known = {grant["id"]: grant for grant in grants}
    answers = []
    for verb, word in policy.VERBS.items():
        answer, weighed = policy.explain(person, verb, home, record and record.area)
        why = sentences(weighed, known, home, word, record, answer.yes) if user.active else ["账号已停用，什么都不能做"]
        answers.append((word, answer.yes and user.active, why))
    return answers


def sentences(weighed, known, home, word, record, yes):
    """Why `yes`: the grants that allow it; why not: what each of them lacks. Grants that the asker may not see stay unnamed."""
    said = []
    for one in weighed:
        if one.answer.yes != yes:
            continue
        grant = known.get(one.granted.grant)
        if grant is None:
            said += ["由一项不在您范围里的授权决定"] if yes else []
        elif yes:
            said.append(f"“{grant['words']}”可以{word}{home._meta.label}" + shared(one, home, record))
        elif not one.allowed:
            said.append(f"“{grant['role']}”的角色不包括{word}{home._meta.label}")
        else:
            said.append(f"“{grant['words']}”可以{word}{home._meta.label}，但{lacking(home)}")
    return list(dict.fromkeys(said)) or ["没有有效的授权"]


def shared(one, home, record):
    """Where a grant that allows it reaches, when that needs saying."""
    if home._meta.place is None:
        return "，它是大家共用的"
    return "，这一条在它的范围里" if record is not None else "，限于它的范围"


def lacking(home):
    """What a grant lacks whose role would do."""
    return "它是大家共用的，要有全域的授权" if home._meta.place is None else "这一条不在它的范围里"


def held(user, person):
    """[{id, role, words, until, holds}] of the grants of `user` that the asker may see, those that ran out too."""
    holding = {granted.grant for granted in person.grants}
    grants = Grant.select() if user.id == current_user.user.id else policy.visible(actor(), Grant)
    grants = list(grants.where(Grant.user == user).order_by(Grant.id))
    divisions = fence().titles(Division, [grant.division_id for grant in grants])
    said = []
    for grant in grants:
        role = ROLES.get(grant.role, {}).get("label", grant.role)
        where = divisions.get(grant.division_id, HIDDEN) if grant.division_id else ALL
        until = f"有效至 {grant.until}" if grant.until else "长期有效"
        facts = {"id": grant.id, "role": role, "where": where, "until": until, "holds": grant.id in holding}
        said.append(facts | {"words": f"{role} · {where} · {until}"})
    return said


def table(person, grants):
    """[(role, [(labels of an area, verbs in words)])]: what each role of `person` is given that one of `grants` (ids) holds."""
    areas = {}
    for home in MODELS:
        areas.setdefault(home.word(), []).append(home._meta.label)
    return [
        (ROLES.get(role, {}).get("label", role), [("、".join(labels), verbs(role, word)) for word, labels in areas.items()])
        for role in dict.fromkeys(granted.role for granted in person.grants if granted.grant in grants)
    ]


def verbs(role, word):
    """What `role` may do in the area `word`, in words."""
    allowed = [label for verb, label in policy.VERBS.items() if policy.allows(role, word, verb)]
    return "都可以" if len(allowed) == len(policy.VERBS) else "、".join(allowed) or "不可以"
