"""Checks each exhausting diagram in a process that may use little, and writes down what it took."""

import json
import resource
import sys
import time

from tests.support.memory import peak
from tests.workflow import drawings
from tests.workflow.hostile.exhausting import EXHAUSTING

SECONDS, MEGABYTES = 60, 900


def main() -> None:
    """One line of JSON for each attempt."""
    drawings.faults(drawings.shipped())
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    for name, check in EXHAUSTING.items():
        began = time.process_time()
        refused = check()
        took = time.process_time() - began
        line = {"name": name, "refused": refused, "seconds": took, "most": peak()}
        print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
