"""Which work there is, and how each is queued."""

from dataclasses import dataclass
from datetime import timedelta

# Lanes of a worker, so that what takes long keeps nothing waiting that is done in a moment.
QUICK, LONG, TRIALS = LANES = ("quick", "long", "trials")
# So long without a sign of life, and a worker is taken for dead; its jobs are another's.
SILENCE = timedelta(seconds=12)


@dataclass(frozen=True)
class Kind:
    """How work of one name is queued.

    Of work that is `alone` each row waits once at most, and is worked on by one at a time.
    """

    lane: str = QUICK
    alone: bool = False
    tries: int = 10


KINDS = {
    "mail": Kind(tries=350),  # two weeks: a mail server may be away for long
    "document": Kind(),
    "archive": Kind(),
    "import": Kind(LONG, alone=True),
    "move": Kind(LONG, alone=True),
    "sweep": Kind(LONG, alone=True),
    "census": Kind(LONG, alone=True),
    "calendar": Kind(LONG, alone=True),
    "trial": Kind(TRIALS, alone=True),
}
