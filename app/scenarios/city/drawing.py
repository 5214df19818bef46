"""How many cases there are of each pattern, and when: like what an office sees in some years."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from app.foundation import clock
from app.scenarios.city.days import WorkingDays
from app.scenarios.city.patterns import Pattern

# Of a thousand cases so many go the way of each scenario; those not named go two.
SHARES = {"01": 420, "02": 90, "03": 60, "05": 90, "10": 30, "40": 40, "45": 20, "46": 20}
SELDOM = 2
GROWTH = 1.15  # from year to year
WORKDAYS_A_YEAR = 250
# Working days for which a step without a deadline waits, on average.
UNHURRIED = 8
LONGEST_WAIT = 120


@dataclass(frozen=True)
class Wanted:
    """How many cases, over how many years, and how many of them are still open."""

    cases: int
    years: float
    open_share: float
    seed: int


Drawn = Counter[tuple[int, int]]


def drawn(wanted: Wanted, patterns: Sequence[Pattern], days: WorkingDays) -> Drawn:
    """So many cases of each pattern, by how many working days it is moved."""
    random = Random(f"{wanted.seed}/cases")
    found: Drawn = Counter()
    if not patterns:
        return found
    still_open = round(wanted.cases * wanted.open_share)
    closed = [n for n, pattern in enumerate(patterns) if pattern.snapshot.closed]
    waiting = [n for n, pattern in enumerate(patterns) if not pattern.snapshot.closed]
    today = days.number(clock.today())
    for number in _chosen(random, patterns, closed, wanted.cases - still_open, days):
        ended = today - 1 - _ago(random, wanted.years)
        found[number, ended - days.number(clock.local(patterns[number].snapshot.at).date())] += 1
    for number in _chosen(random, patterns, waiting, still_open, days):
        found[number, _waiting(random, patterns[number], today, days)] += 1
    return found


def _chosen(
    random: Random, patterns: Sequence[Pattern], among: list[int], many: int, days: WorkingDays
) -> list[int]:
    if not among or not many:
        return []
    weights = [_weight(patterns[n], days) for n in among]
    return random.choices(among, cum_weights=list(accumulate(weights)), k=many)


def _weight(pattern: Pattern, days: WorkingDays) -> float:
    """How often it is seen: a step that lasts is seen more often."""
    snapshot = pattern.snapshot
    share = SHARES.get(snapshot.scenario[:2], SELDOM)
    if snapshot.closed:
        return share
    if pattern.last_day and not days.count(snapshot.at, pattern.last_day):
        return 0  # it would have run out
    return share * (1 + days.count(snapshot.at, clock.local(snapshot.until).date()))


def _ago(random: Random, years: float) -> int:
    """Working days since a case ended: more ended lately, because there are more every year."""
    span = years * WORKDAYS_A_YEAR
    while True:
        ago = random.random() * span
        if random.random() < GROWTH ** (-ago / WORKDAYS_A_YEAR):
            return int(ago)


def _waiting(random: Random, pattern: Pattern, today: int, days: WorkingDays) -> int:
    """How far to move a case that waits today: its deadline is still to come."""
    at = days.number(clock.local(pattern.snapshot.at).date())
    if pattern.last_day is None:
        ago = min(int(random.expovariate(1 / UNHURRIED)), LONGEST_WAIT)
    else:
        ago = random.randrange(days.count(pattern.snapshot.at, pattern.last_day))
    return today - 1 - ago - at
