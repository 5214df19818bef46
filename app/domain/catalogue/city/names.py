"""The words of a made-up city: districts, offices, what they deal with, what they note down."""

from pathlib import Path
from random import Random
from typing import Any

import orjson

_WORDS: dict[str, Any] = orjson.loads(Path(__file__).with_name("words.json").read_bytes())


def _listed(name: str) -> list[str]:
    words: str = _WORDS[name]
    return words.split()


DISTRICTS: dict[str, str] = _WORDS["districts"]
OFFICES, STREETS, STREET_KINDS = _listed("offices"), _listed("streets"), _listed("street_kinds")
STATIONS, LAWS = _listed("stations"), _listed("laws")
# What is dealt with, under the base class or area that it belongs to.
THINGS: dict[str, list[str]] = {group: some.split() for group, some in _WORDS["things"].items()}
DOINGS, KINDS, NOTED = _listed("doings"), _listed("kinds"), _listed("noted")
# Items that many resources hold, the most frequent first.
COMMON = _listed("common")
TYPES: dict[str, str] = _WORDS["types"]


def title(random: Random, thing: str, place: str) -> str:
    """What a resource is called: 海淀区食品流通监督检查结果."""
    where = place if random.random() < 0.5 else ""
    return where + thing + random.choice(DOINGS) + random.choice(KINDS)


def items(random: Random, thing: str, count: int) -> list[str]:
    """The items of a resource: some that many hold, some of the thing itself."""
    found: dict[str, None] = {}
    while len(found) < count:
        if random.random() < 0.4:
            place = min(int(random.paretovariate(0.9)) - 1, len(COMMON) - 1)
            found[COMMON[place]] = None
        elif random.random() < 0.5:
            found[thing + random.choice(NOTED)] = None
        else:
            found[thing + random.choice(DOINGS) + random.choice(NOTED)] = None
    return list(found)


def type_of(item: str) -> str:
    """The data type of an item, by its name."""
    return next((kind for end, kind in TYPES.items() if item.endswith(end)), "字符型C")
