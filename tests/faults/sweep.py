"""One look at the clocks, in a process of its own, when somebody presses Enter."""

import sys

import wsgi
from app.jobs import fire_deadlines


def main() -> None:
    """Say that it is ready, wait, look, print how many rang."""
    with wsgi.app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        print(fire_deadlines())


if __name__ == "__main__":
    main()
