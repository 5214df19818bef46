"""Every text that a user can read is there in Chinese."""

import re
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.foundation import paths

FOLDER = paths.APP / "web" / "translations"
PLACES = re.compile(r"%\((\w+)\)[sd]")
# A number and what is counted, in the plural: “%(total)s open cases”.
COUNTED = re.compile(r"%\((total|count)\)[sd] ([a-z]+ )?[a-z]+s( |$|,|\.|;|:)")
NOT_COUNTED = {"%(count)s as released"}


@pytest.fixture(scope="module")
def asked_for(tmp_path_factory) -> Catalog:
    """Every text that the code and the templates ask for."""
    found = tmp_path_factory.mktemp("i18n") / "messages.pot"
    config = str(FOLDER / "babel.cfg")
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", config]
    subprocess.run([*command, "-k", "lazy", "-o", str(found), "."], cwd=paths.ROOT, check=True)
    with found.open("rb") as lines:
        return read_po(lines)


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with (FOLDER / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return read_po(lines, locale="zh")


def test_every_text_is_there_in_chinese(asked_for, chinese):
    given = {message.id for message in chinese if message.string and not message.fuzzy}

    assert [message.id for message in asked_for if message.id and message.id not in given] == []


def test_no_translation_is_left_over(asked_for, chinese):
    wanted = {message.id for message in asked_for}

    assert [message.id for message in chinese if message.id not in wanted] == []


def test_a_translation_fills_in_the_same_values(chinese):
    pairs = [(m.id, m.string) for m in chinese if m.id and m.string]

    assert [a for a, b in pairs if places(a) != places(b)] == []


def test_english_says_one_case_in_the_singular(asked_for):
    """What begins with a number needs both numbers (`ngettext`)."""
    said = {message.id for message in asked_for if isinstance(message.id, str)}

    assert {text for text in said if COUNTED.match(text)} == NOT_COUNTED


def places(said: str | tuple[str, ...]) -> set[str]:
    """The values that a text fills in, in whichever number it is said."""
    return set(PLACES.findall(said if isinstance(said, str) else " ".join(said)))
