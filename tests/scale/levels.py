"""How much work there is in a city, a province, the nation: figures and assumptions, one place.

docs/scale.md says where each comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WORKDAYS = 250
# What a case asks for in its life.
ANSWERS = 14  # answers of a whole life (tests/bench/story.py)
PAGES_AN_ANSWER = 6  # the list, the case, the task, and looking in between
CLOCKS = 4  # clocks of a case, by the scenarios
RINGS = 0.1  # of them run out
# Of a working day's work so much falls into each hour; nights and days off get the rest.
HOURS: Sequence[float] = (
    *(0.001, 0.001, 0.001, 0.001, 0.001, 0.002, 0.005, 0.02),
    *(0.11, 0.16, 0.13, 0.07, 0.02, 0.05, 0.12, 0.14),
    *(0.10, 0.04, 0.01, 0.006, 0.004, 0.003, 0.001, 0.001),
)
# Of a week's work so much falls on each day, Monday first.
DAYS: Sequence[float] = (0.23, 0.20, 0.19, 0.18, 0.17, 0.02, 0.01)


@dataclass(frozen=True)
class Level:
    """A level of government, and the machines that it is given."""

    name: str
    cases_a_year: float
    workers: int
    database_cores: int
    jobs: int

    @property
    def cases_a_day(self) -> float:
        """On a working day."""
        return self.cases_a_year / WORKDAYS

    def rates(self, hour: int, day: int = 0) -> dict[str, float]:
        """Requests a second of each kind in an hour of a day (Monday is 0)."""
        share = DAYS[day] * len(DAYS) * WORKDAYS / 365
        cases = self.cases_a_year / WORKDAYS * share * HOURS[hour] / sum(HOURS) / 3600
        completions = cases * ANSWERS
        return {
            "start": cases,
            "completion": completions,
            "page": completions * PAGES_AN_ANSWER,
        }

    @property
    def clocks_at_midnight(self) -> int:
        """How many clocks run out on the same night, on an ordinary working day."""
        return round(self.cases_a_day * CLOCKS * RINGS)


CITY = Level("city", 50_000, workers=4, database_cores=2, jobs=1)
PROVINCE = Level("province", 500_000, workers=8, database_cores=4, jobs=2)
NATION = Level("nation", 11_300_000, workers=32, database_cores=16, jobs=8)
# Not this law's load: as if every call of a city's hotline were a case.
HOTLINE = Level("hotline", 21_000_000, workers=64, database_cores=32, jobs=16)
LEVELS = (CITY, PROVINCE, NATION, HOTLINE)
