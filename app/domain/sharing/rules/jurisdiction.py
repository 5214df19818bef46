"""Which office settles a dispute, and which group decides it (条例 28).  Plain values only.

Of one level the office of that level; across levels or regions the office of the common superior;
what it cannot settle, the group of its own level decides, or the next one above.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Why = Literal["same_level", "common_superior", "not_judge", "nobody_else"]


@dataclass(frozen=True)
class Area:
    """A region as the rule sees it: what contains it, who is in charge, who decides."""

    code: str
    parent: str | None
    office_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True)
class Side:
    """A party: which unit, and of which region."""

    unit_id: int
    region: str


@dataclass(frozen=True)
class Competence:
    """Who settles, who decides, and why it is this office.

    same_level       both sides belong to the office's own region
    common_superior  they do not; it is the smallest region that contains both
    not_judge        an office below it is a party itself and stepped back
    nobody_else      it is a party itself, and there is none above it
    """

    office_id: int
    group_id: int | None
    region: str
    why: Why


def competence(areas: Mapping[str, Area], demander: Side, provider: Side) -> Competence | None:
    """Who settles between these two; None where no region contains both and has an office."""
    above = _common(areas, demander.region, provider.region)
    offices = [(area, area.office_id) for area in above if area.office_id is not None]
    if not offices:
        return None
    sides = {demander.unit_id, provider.unit_id}
    free = [(area, office) for area, office in offices if office not in sides]
    area, office_id = free[0] if free else offices[-1]
    return Competence(
        office_id,
        next((a.group_id for a in above[above.index(area) :] if a.group_id is not None), None),
        area.code,
        _why(area, demander, provider, stepped_back=area is not offices[0][0], free=bool(free)),
    )


def _why(area: Area, demander: Side, provider: Side, *, stepped_back: bool, free: bool) -> Why:
    if not free:
        return "nobody_else"
    if stepped_back:
        return "not_judge"
    return "same_level" if demander.region == provider.region == area.code else "common_superior"


def _common(areas: Mapping[str, Area], one: str, other: str) -> Sequence[Area]:
    """The regions that contain both, the smallest first."""
    around = {area.code for area in _upwards(areas, other)}
    return [area for area in _upwards(areas, one) if area.code in around]


def _upwards(areas: Mapping[str, Area], code: str | None) -> Iterator[Area]:
    """A region and those that contain it; a circle in the table ends the walk."""
    seen: set[str] = set()
    while code is not None and code in areas and code not in seen:
        seen.add(code)
        yield areas[code]
        code = areas[code].parent
