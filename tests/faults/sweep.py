"""One look at the clocks, in a process of its own, when somebody presses Enter."""

import sys

from app.factory import create_app
from app.jobs import fire_deadlines


def main() -> None:
    """Say that it is ready, wait, look, print how many rang."""
    app = create_app()
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        print(fire_deadlines())


if __name__ == "__main__":
    main()
