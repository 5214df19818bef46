"""Measure everything, print it beside what it should be, and write build/bench.json."""

import json
import sys
import time
from typing import Any

from app.foundation import paths
from tests.bench import catalogue, checks, crowds, desk, editor, lists, looks, shape, table
from tests.bench.place import Place, inside, machine, opened
from tests.bench.traffic import Traffic
from tests.support import desks

FILE = paths.BUILD / "bench.json"


def main() -> None:
    """Never fails because something is slow: it measures, people judge."""
    began = time.perf_counter()
    with opened() as place:
        found = next(WAYS[word] for word in [*sys.argv[1:], "short"] if word in WAYS)(place)
    found["seconds"] = round(time.perf_counter() - began)
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    table.show(found)
    print(f"\n{found['seconds']} seconds; {FILE.relative_to(paths.ROOT)}")


def _measured(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"machine": machine() | {"fsync": place.one("SHOW fsync")}}
    _say("the clients sign in, the server warms up")
    traffic = Traffic(place)
    _say("starts, completions, the floor")
    found["traffic"] = traffic.measure()
    _say("the process editor in a browser")
    found |= editor.measure(place)
    _say("each kind of page in a browser")
    found |= looks.measure(place, *_provider_waits(place, traffic))
    _say("one, two, four and eight workers")
    found["workers"] = shape.workers(place, traffic)
    _say("the start of the web and of the clock")
    found["starting"] = shape.starting(place)
    _say(f"memory over {shape.REQUESTS:,} requests")
    found["memory"] = shape.memory(place)
    _say("one case with a thousand rounds")
    found["long_case"] = traffic.long_case()
    _say("queries")
    found["queries"] = json.loads(inside(place.server, "tests.bench.inside", "queries"))
    _say("five hundred cases tried, moved and taken back")
    found["moves"] = json.loads(inside(place.server, "tests.bench.moves", "500"))
    _say("the checks of the diagrams")
    found["checks"] = checks.measure()
    _say("the dispute desk with 10,000 disputes")
    found |= desk.measure(place, traffic)
    _say("my tasks and the sweep among 100,000 of others")
    found |= lists.measure(place, _provider_waits(place, traffic)[0])
    traffic.close()
    _say("the search, in a city of 20,000 and of 200,000 items")
    found |= catalogue.measure(place, catalogue.SMALL, catalogue.LARGER)
    return found


def _whole(place: Place) -> dict[str, Any]:
    """A million cases, the catalogues with 2,000,000 items, what many requests leave in memory."""
    found = _crowds(place)
    _say("the search, in a city of 20,000 and of 2,000,000 items")
    found |= catalogue.measure(place, catalogue.SMALL, catalogue.WHOLE)
    _say(f"memory over {shape.MANY_REQUESTS:,} requests")
    return found | {"memory": shape.memory(place, shape.MANY_REQUESTS)}


def _provider_waits(place: Place, traffic: Traffic) -> tuple[int, int]:
    """A case that waits for its provider, and the task that waits."""
    team = traffic.teams[0]
    case = team.start()
    team.answer(case, desks.APPROVED)
    return case, team.open_task(case, "provider_response")


def _crowds(place: Place) -> dict[str, Any]:
    """Only the cases: 10,000 and a million (CASES=100000 for fewer)."""
    _say("10,000 cases, and many more")
    found: dict[str, Any] = {"machine": machine() | {"fsync": place.one("SHOW fsync")}}
    return found | crowds.measure(place)


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


WAYS = {"full": _whole, "crowds": _crowds, "short": _measured}

if __name__ == "__main__":
    main()
