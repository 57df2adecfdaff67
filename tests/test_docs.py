"""The docs name every command, setting, kind and decision there is; a thing without words is not finished."""

import re
from pathlib import Path

import pytest

from portal.config import SETTINGS
from portal.core.fields import KINDS

GUIDES = {path.stem: path.read_text() for path in Path("docs/guides").glob("*.md")}


def commands(app):
    for group, inner in app.cli.commands.items():
        for name, command in getattr(inner, "commands", {}).items():
            yield f"flask {group} {name}", command


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_documented(setting):
    assert f"`{setting}`" in GUIDES["settings"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_documented(kind):
    assert f"| `{kind.__name__}` |" in GUIDES["kinds"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_command_and_option_is_documented_and_has_help(app):
    for words, command in commands(app):
        assert words in GUIDES["commands"], words
        assert command.help, words
        for option in command.params:
            if option.param_type_name == "option":
                assert option.opts[0] in GUIDES["commands"], f"{words} {option.opts[0]}"
                assert option.help, f"{words} {option.opts[0]}"


def test_every_make_target_has_a_word():
    makefile = Path("Makefile").read_text()
    targets = re.search(r"\.PHONY: (.*)", makefile)[1].split()

    assert [target for target in targets if not re.search(rf"^{target}:.*## \w", makefile, re.M)] == []


def test_every_requirement_says_what_it_is_for():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in Path(name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[\w\[\]-]+==[\w.]+\s+# .+", line), line


def test_decisions_are_numbered_without_gaps_and_say_why():
    pages = sorted(Path("docs/decisions").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert all(word in page.read_text() for word in ("**Context.**", "**Decision.**", "**Consequences.**")), page


def test_links_in_the_readme_lead_somewhere():
    for page in (Path("README.md"), Path("CONTRIBUTING.md")):
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text()):
            assert Path(link).exists(), f"{page}: {link}"
