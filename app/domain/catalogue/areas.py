"""The application areas in which units share data, and who leads each (policy, part 2 (3))."""

import csv
from functools import cache

from app.foundation import paths


def lead_of(area: str) -> str | None:
    """The code of the unit that leads an application area; None where nobody is named."""
    return _leads().get(area)


@cache
def _leads() -> dict[str, str]:
    with (paths.DEMO / "application_areas.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["area"]: row["lead_dept"] for row in csv.DictReader(lines)}
