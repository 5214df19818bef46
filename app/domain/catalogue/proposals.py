"""What is compared with the catalogues: the name, owner and items of a proposal, from anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.catalogue.rules.law import MOST_ITEMS
from app.domain.catalogue.synonyms import Synonyms
from app.foundation.errors import Invalid
from app.foundation.i18n import _

LONGEST = {"name": 200, "owner": 40}
LONGEST_ITEM = 100


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to have: its name, whose it is to be (a unit's code), its items."""

    name: str
    owner: str
    items: tuple[str, ...]

    @classmethod
    def read(cls, given: Any) -> "Proposal":
        """A proposal from plain values, of a file or a form; `Invalid` with its faults."""
        if not isinstance(given, Mapping):
            raise Invalid({"": [_("A proposal has a name, an owner and a list of items.")]})
        faults: dict[str, list[str]] = {}
        for field, message in _faults(given):
            faults.setdefault(field, []).append(message)
        if faults:
            raise Invalid(faults)
        items = tuple(dict.fromkeys(item.strip() for item in given["items"]))
        return cls(given.get("name", "").strip(), given.get("owner", "").strip(), items)

    def grouped(self, known: Synonyms) -> dict[str, list[str]]:
        """Its different items: key → the names under which the proposal has them, in its order."""
        found: dict[str, list[str]] = {}
        for item in self.items:
            if (name := item.strip()) and name not in found.setdefault(known.root(name), []):
                found[known.root(name)].append(name)
        return {key: names for key, names in found.items() if names}


def _faults(given: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for field, most in LONGEST.items():
        text = given.get(field, "")
        if not isinstance(text, str) or "\x00" in text:
            yield field, _("This is not a text.")
        elif len(text) > most:
            yield field, _("The text has more than %(count)d characters.", count=most)
    items = given.get("items")
    if not isinstance(items, list) or not items:
        yield "items", _("Please enter at least one item.")
    elif len(items) > MOST_ITEMS:
        yield "items", _("An entry has at most %(count)d items.", count=MOST_ITEMS)
    else:
        for number, item in enumerate(items, 1):
            if not isinstance(item, str) or not item.strip() or "\x00" in item:
                yield "items", _("Item %(number)d is not a text.", number=number)
            elif len(item.strip()) > LONGEST_ITEM:
                yield (
                    "items",
                    _(
                        "Item %(number)d has more than %(count)d characters.",
                        number=number,
                        count=LONGEST_ITEM,
                    ),
                )
