"""Which cases are meant, and where they are to go: read from an address or a form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.sharing import headings
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.workflow.studio.moves.asking import MOST_CASES, Asked

LONGEST = 200
BETWEEN = re.compile(r"[\s,，、;；]+")
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Typed:
    """The form of a new run as it was typed."""

    process: str = ""
    release: int = 0
    step: str = ""
    numbers: str = ""
    target: int = 0

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Typed":
        """Read it; what is no number is none."""
        return cls(
            _text(sent, "process"),
            _number(sent, "release"),
            _text(sent, "step"),
            sent.get("numbers", "").replace("\x00", ""),
            _number(sent, "target"),
        )

    def asked(self) -> Asked:
        """The cases that are meant; raises where a number names none."""
        return Asked(self.process, self.release, self.step, tuple(self._cases()))

    def _cases(self) -> list[int]:
        named = [one for one in BETWEEN.split(self.numbers) if one]
        if len(named) > MOST_CASES:
            raise Invalid({"numbers": [_("At most %(most)s numbers.", most=MOST_CASES)]})
        known = headings.numbered(named) if named else {}
        lost = [one for one in named if one not in known]
        if lost:
            told = _("There is no case %(numbers)s.", numbers="、".join(lost[:5]))
            raise Invalid({"numbers": [told]})
        return list(known.values())


def of(sent: Mapping[str, str]) -> Asked:
    """What a list of cases is asked for."""
    return Asked(_text(sent, "process"), _number(sent, "release"), _text(sent, "step"))


def kept(asked: Mapping[str, Any]) -> Asked:
    """What a run was asked for."""
    return Asked(asked.get("process", ""), asked.get("release", 0), asked.get("step", ""))


def _text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").replace("\x00", "")[:LONGEST]


def _number(sent: Mapping[str, str], name: str) -> int:
    text = sent.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return number if number <= LARGEST else 0
