"""A card on the page of a case: what a room shows there."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Pairs = list[tuple[str, str]]


class Panel(NamedTuple):
    """One card: its heading, the template that draws it, and what that template is given."""

    id: str
    title: str
    template: str
    values: Mapping[str, Any]
    wide: bool = False
