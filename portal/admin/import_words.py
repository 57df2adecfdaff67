"""Words of a file that no field understands: a person says once what they stand for, and it is remembered."""

import json
from dataclasses import dataclass, field

from flask import request

from ..core import policy
from ..core.changes import Edit, change
from ..core.errors import Refused, Unreadable
from ..core.importing import runs
from ..models import User
from .inputs import reference, slug_in
from .people import actor, fence

ASKED = 50  # words asked about on one page
EMPTY = "-"  # leave it empty


@dataclass
class Word:
    """A word of one column, how many rows say it, and what it stands for so far (None: nobody has said)."""

    number: int
    kind: object
    text: str
    rows: int
    takes: str | None
    lookup: str = ""
    options: dict = field(default_factory=dict)
    typed: str = ""
    creates: bool = False
    empty: bool = False
    said: tuple = ()  # (login, moment in UTC) of who said what it stands for


def words_of(screen, run, desk):
    """The `Word`s of a checked run."""
    if not desk.has_store(run, "check"):
        return []
    with desk.store(run, "check") as store:
        found = store.words(ASKED)
    words = []
    for number, (name, text, rows, takes) in enumerate(found):
        kind = screen.shape.by_name.get(name)
        if kind is None:
            continue
        word = Word(number, kind, text, rows, takes, empty=takes == "")
        if kind.target:
            word.lookup, word.creates = screen.lookup(kind), creatable(kind)
            named = fence().named(kind.target, takes) if takes else None
            word.typed = reference(named) if named is not None else ""
        else:
            word.options, word.typed = kind.options, takes or ""
        sent = f"w{number}"
        if request.method == "POST" and request.form.get(f"{sent}-text") == text:
            word.typed, word.empty = request.form.get(sent, ""), f"{sent}-empty" in request.form
        words.append(word)
    said = sayers(screen.model, run.by, {(f"word:{one.kind.name}", one.text): one.takes for one in words if one.takes is not None})
    for word in words:
        word.said = said.get((f"word:{word.kind.name}", word.text), ()) if word.takes is not None else ()
    return words


def sayers(home, login, said):
    """What `runs.sayers` says, with "" for the login of somebody who brings nothing into `home` where the asker does."""
    found = runs.sayers(home, login, said)
    others = {by for by, _ in found.values()} - {login}
    mine, known = policy.paths(actor(), "import", home), {login}
    for user in User.select().where(User.login.in_(others)) if others else ():
        theirs = policy.paths(user.actor(), "import", home)
        if any(policy.covers(one, other) or policy.covers(other, one) for one in mine for other in theirs):
            known.add(user.login)
    return {key: (by if by in known else "", at) for key, (by, at) in found.items()}


def known(screen, said):
    """`said` (name of a field → text → what it stands for) without fields there are none of and records this person may not see."""
    kept = {}
    for name, pairs in said.items():
        kind = screen.shape.by_name.get(name)
        if kind is None or not (kind.target or hasattr(kind, "options")):
            continue
        words = {word for word in pairs.values() if word}
        answers = kind.target.named_all(words, actor()) if kind.target and words else {}
        kept[name] = {text: word for text, word in pairs.items() if not isinstance(answers.get(word), Unreadable)}
    return {name: pairs for name, pairs in kept.items() if pairs}


def creatable(kind):
    """Whether a record of what `kind` points at can be made from its title alone, by this person."""
    home = kind.target
    if not policy.may(actor(), "create", home, None if home._meta.place else "/"):
        return False
    title = home.shape().by_name.get(home._meta.title)
    needed = [f for f in home.shape() if (f.required or f.key) and f is not title and f.start() is None]
    return title is not None and not title.target and not needed and not home.places() and not home._meta.one_of


@dataclass(frozen=True)
class New:
    """A word that stands for a record which is still to be made from it."""

    home: type
    text: str


class _Refused(Exception):
    """Some of the new records cannot be made, so none is."""


def taken(screen, run):
    """(name of a field → text → what it stands for, number → sentence about what could not be taken).

    Records that are still to be made are made once everything was understood, all or none.
    """
    says, troubles, said, numbers = json.loads(run.says), {}, {}, {}
    for number in range(ASKED):
        sent = f"w{number}"
        kind = screen.shape.by_name.get(request.form.get(f"{sent}-field", ""))
        text = request.form.get(f"{sent}-text", "").replace("\0", "")[:200]
        if kind is None or not text or not (kind.target or hasattr(kind, "options")):
            continue
        try:
            word = meant(kind, text, sent)
        except Refused as refusal:
            troubles[number] = str(refusal)
            continue
        if word is None and f"{sent}-was" not in request.form:
            continue
        said.setdefault(kind.name, {})[text] = word
        if isinstance(word, New):
            numbers.setdefault(word, number)
    slugs, troubles = ({}, troubles) if troubles else made(numbers)
    if troubles:
        return says, troubles
    for name, words in said.items():
        pairs = {text: slugs.get(word, word) for text, word in words.items()}
        runs.remember(screen.model, f"word:{name}", pairs, run.by)
        merged = says.get(name, {}) | pairs
        says[name] = {text: word for text, word in merged.items() if word is not None}
    return says, {}


def meant(kind, text, sent):
    """What `text` stands for: a slug or a code, `New`, "" for nothing, None while nobody says. Raises `Refused`."""
    typed = request.form.get(sent, "").strip()
    if f"{sent}-empty" in request.form or typed == EMPTY:
        return ""
    if f"{sent}-new" in request.form and kind.target and creatable(kind):
        return New(kind.target, text)
    if not typed:
        return None
    if not kind.target:
        return kind.read(typed)
    slug = slug_in(typed)
    answers = kind.target.named_all({slug, typed}, actor())
    id = next((answers[word] for word in (slug, typed) if not isinstance(answers[word], Unreadable)), None)
    if id is None:
        raise Refused(str(answers[typed]))
    return kind.target.get_by_id(id).slug


def made(numbers):
    """(`New` → slug of its record, {}) for all of `numbers` (`New` → number), or ({}, number → sentence) and nothing is made."""
    slugs, troubles = {}, {}
    if not numbers:
        return slugs, troubles
    try:
        with change(by=actor(), via="admin", why="导入时新建") as work:
            for new, number in numbers.items():
                title = new.home.shape()[new.home._meta.title]
                try:
                    slugs[new] = work.one(Edit(new.home, None, values={title.name: title.read(new.text)})).must().slug
                except Refused as refusal:
                    troubles[number] = str(refusal)
            if troubles:
                raise _Refused
    except _Refused:
        slugs = {}
    return slugs, troubles
