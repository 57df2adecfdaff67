"""The house plan, held: doors → models → core → libraries, and raw SQL in few rooms."""

import ast
import sys
from pathlib import Path

import pytest

from portal.core.fields import KINDS
from portal.models import MODELS

PORTAL = Path("portal")
MODULES = sorted(PORTAL.rglob("*.py"))
DOORS = ("admin", "public", "cli", "api", "atlas")
OURS = tuple(path.name for path in PORTAL.iterdir())

# Over 5 MB each, loaded on first use by the one module named. (Flask-Admin loads Pillow itself, so that one stands at the top.)
HEAVY = {
    "pypinyin": "core/pinyin.py",
    "python_calamine": "core/files.py",
    "xlsxwriter": "core/exporting.py",
    "shapely": "core/fields/outlines.py",
    "cryptography": "models/second_steps.py",
}
# A module of ours imported inside a function, and why it cannot stand at the top.
LATE = {
    "models/grids.py": "a station belongs to a grid, so stations stand above grids",
    "models/places.py": "a grid belongs to a division, so grids stand above places",
    "cli/seed.py": "the generator is only wanted by `flask seed generate`",
}
RAW = {"core/db.py", "core/writing.py", "core/search.py", "core/migrating.py", "core/seals.py"}


def name(path):
    return path.relative_to(PORTAL).as_posix()


def imports(path):
    """[(module as dotted words from portal/, node, whether it stands at the top)]."""
    tree = ast.parse(path.read_text())
    top = set(tree.body)
    package = path.relative_to(PORTAL).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split(".")), node in top
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = tuple(node.module.split(".")) if node.module else ()
            for words in [(*base, *module)] if module else [(*base, alias.name) for alias in node.names]:
                yield ("portal", *words) if node.level else words, node in top


def room(path):
    parts = path.relative_to(PORTAL).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_down_the_house_only(path):
    here = room(path)
    for words, _ in imports(path):
        if words[0] != "portal":
            if here == "core":
                assert words[0] not in ("flask", "flask_admin", "flask_login", "flask_wtf", "wtforms", "werkzeug"), (
                    f"core knows no {words[0]}"
                )
            continue
        there = words[1] if len(words) > 1 else ""
        assert there in OURS or f"{there}.py" in OURS or not there, words
        if here == "core":
            assert there == "core", f"{name(path)} imports {words}"
        elif here == "models":
            assert there in ("core", "models", "roles"), f"{name(path)} imports {words}"
        elif here in DOORS:
            assert there not in DOORS or there == here, f"{name(path)} imports another door: {words}"
            assert there, f"{name(path)} imports portal itself"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_stand_at_the_top(path):
    for words, at_top in imports(path):
        if at_top:
            assert words[0] not in HEAVY, f"{words[0]} is loaded on first use only"
        else:
            assert HEAVY.get(words[0]) == name(path) or (name(path) in LATE and words[0] == "portal"), f"{name(path)}: {words}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_raw_sql_stays_in_few_rooms(path):
    if name(path) in RAW or room(path) == "migrations":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        assert word not in ("execute_sql", "connection", "cursor", "Table", "raw", "passing", "write_rows"), (
            f"{name(path)}:{node.lineno} {word}"
        )


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) == "core"], ids=name)
def test_core_speaks_no_noun_of_the_neighbourhood(path):
    nouns = {model.__name__ for model in MODELS}
    words = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    assert not words & nouns


@pytest.mark.parametrize("path", [path for path in MODULES if "fields" not in path.parts], ids=name)
def test_nothing_outside_the_kinds_asks_what_kind_a_field_is(path):
    kinds = {"Kind", *(kind.__name__ for kind in KINDS)}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
            asked = {leaf.id for leaf in ast.walk(node.args[1]) if isinstance(leaf, ast.Name)}
            assert not asked & kinds or name(path) == "core/record.py", f"{name(path)}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_public_things_say_what_they_are(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), f"{name(path)} has no first line"
    for node in tree.body:
        if (
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and not node.name.startswith("_")
            and room(path) not in ("migrations", "public", "admin")
        ):
            assert ast.get_docstring(node), f"{name(path)}: {node.name} has no docstring"


def test_importing_the_core_loads_no_heavy_library():
    import subprocess

    asked = f"import sys, portal; print([name for name in {list(HEAVY)!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
