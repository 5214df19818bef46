"""The first letters of a text's pinyin: 企业住所 is found by qyzs.

`initials.txt` says them for every character, first the usual reading of all from 一 on, then the
other readings of common characters.  It was made with pypinyin (a test compares), so that neither
its dictionaries nor their memory are needed where the application runs.
"""

from functools import cache
from pathlib import Path

FIRST = 0x4E00
FILE = Path(__file__).with_name("initials.txt")


def usual(text: str) -> str:
    """The letters in the usual reading; letters and digits stand for themselves."""
    return "".join(readings(character)[:1] for character in text)


def readings(character: str) -> str:
    """The letters with which a character may be read, the usual first; nothing for a sign."""
    single, several = _table()
    place = ord(character) - FIRST
    if 0 <= place < len(single):
        return single[place] + several.get(character, "")
    return character if character.isascii() and character.isalnum() else ""


@cache
def _table() -> tuple[str, dict[str, str]]:
    single, _, several = FILE.read_text(encoding="utf-8").partition("\n\n")
    return single.replace("\n", ""), {word[0]: word[1:] for word in several.split()}
