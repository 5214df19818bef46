"""`make chaos`: SEED repeats a sequence of faults, FAULTS and MINUTES say how many at most."""

import argparse
import secrets
import sys
import time

from app.foundation import paths
from tests.chaos.run import run
from tests.chaos.table import summary

MOST_FAULTS, MOST_MINUTES = 2000, 120


def main() -> int:
    """Run; 0 where every invariant holds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=secrets.randbits(32))
    asked.add_argument("--faults", type=int, default=200)
    asked.add_argument("--minutes", type=float, default=30)
    given = asked.parse_args()
    faults, minutes = min(given.faults, MOST_FAULTS), min(given.minutes, MOST_MINUTES)
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:7.1f}  {words}", flush=True)

    say(f"seed {given.seed}: make chaos SEED={given.seed} FAULTS={faults} repeats these faults")
    outcome = run(paths.BUILD / "chaos", given.seed, faults, minutes, say)
    print(f"\n{summary(outcome)}")
    return 1 if outcome.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
