"""The figures as a table: what was measured, the ratio that matters, the aim."""

from collections.abc import Iterator
from typing import Any

from tests.bench import crowds

WIDTHS = (46, 26, 24)
Row = tuple[str, str, str]
Figures = dict[str, Any]


def show(found: Figures) -> None:
    """Print it."""
    machine = found["machine"]
    print(
        f"{machine['processor'] or 'processor unknown'}, {machine['processors']} processors, "
        f"load before {machine['load_before']}, fsync {machine['fsync']}\n"
    )
    for row in [("", "measured", "aim"), *rows(found)]:
        print("".join(cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True)).rstrip())


def rows(found: Figures) -> Iterator[Row]:
    """What, how much, how much it should be."""
    shown = {
        "traffic": _traffic,
        "workers": _workers,
        "starting": _starting,
        "memory": _memory,
        "pages": _pages,
        "editor": _editor,
        "long_case": _long,
        "my_tasks": _lists,
        "desk": _desk,
        "queries": _queries,
        "sweep": _sweep,
        "catalogue": _catalogue,
        "imports": _imports,
        "moves": _moves,
        "checks": _checks,
        "crowds": crowds.rows,
    }
    for name, show_it in shown.items():
        if name in found:
            yield from show_it(found[name])


def _traffic(traffic: Figures) -> Iterator[Row]:
    for kind, aim in (("starts", ""), ("completions", "13 ms"), ("floor", ""), ("rows", "")):
        for clients, one in traffic[kind].items():
            name = f"{kind}, {clients} client{'s' if int(clients) > 1 else ''}"
            said = f"{one['per_second']:.1f}/s, {one['cpu_ms']:.1f} CPU ms"
            yield name, said, aim
    for clients, one in traffic["completions"].items():
        ratio = one["cpu_ms"] / traffic["floor"][clients]["cpu_ms"]
        yield f"completion ÷ floor, {clients} clients", f"{ratio:.2f}", "≤ 2"
        ratio = one["cpu_ms"] / traffic["rows"][clients]["cpu_ms"]
        yield f"completion ÷ its ten rows by hand, {clients} clients", f"{ratio:.2f}", ""


def _workers(found: Figures) -> Iterator[Row]:
    for count, one in found.items():
        name = f"completions, 8 clients, {count} worker{'s' if int(count) > 1 else ''}"
        times = one["per_second"] / found["1"]["per_second"]
        yield name, f"{one['per_second']:.1f}/s, {one['cpu_ms']:.1f} CPU ms, × {times:.2f}", ""


def _starting(found: Figures) -> Iterator[Row]:
    for name, one in found.items():
        yield f"{name} starts", f"{one['wait_ms']} ms, {one['cpu_ms']} CPU ms", ""


def _memory(found: Figures) -> Iterator[Row]:
    first, last = found["mb"][0], found["mb"][-1]
    yield f"memory over {found['requests']:,} requests", f"{first} → {last} MB", "flat"


def _pages(found: Figures) -> Iterator[Row]:
    for name, one in found.items():
        said = f"{one['kb']:.0f} KB, again {one['again_kb']:.0f}, {one['works_ms']} ms"
        yield f"page “{name}”, cold", said, ""
        if one["shift"]:
            yield f"page “{name}” shifts by", f"{one['shift']}", "0"


def _editor(editor: Figures) -> Iterator[Row]:
    yield "process editor ready, cold", f"{editor['ready_ms']} ms", ""
    yield "save round trip of a diagram", f"{editor['save_ms']} ms", ""
    yield "full check of a draft", f"{editor['check_ms']} ms", "≤ 1,000 ms"


def _long(long: Figures) -> Iterator[Row]:
    for rounds in ("10", "100", "1000"):
        yield (
            f"completion after {rounds} rounds in one case",
            f"{long[rounds]['cpu_ms']:.1f} CPU ms",
            "",
        )
    ratio = long["1000"]["cpu_ms"] / long["10"]["cpu_ms"]
    yield "after 1,000 rounds ÷ after 10", f"{ratio:.2f}", "≤ 1.2"
    yield "stored state after 1,000 rounds", f"{long['state_bytes']} bytes", ""


def _lists(pages: Figures) -> Iterator[Row]:
    for size, one in pages.items():
        for name, page in one.items():
            said = f"{page['cpu_ms']:.1f} CPU ms, {page['wait_ms']:.1f} ms"
            yield f"my tasks ({name}), {int(size):,} of others", said, ""
    for name in pages["1000"]:
        ratio = pages["100000"][name]["cpu_ms"] / pages["1000"][name]["cpu_ms"]
        yield f"my tasks ({name}), 100,000 ÷ 1,000", f"{ratio:.2f}", "1 (flat)"


def _desk(pages: Figures) -> Iterator[Row]:
    for size, one in pages.items():
        for name, page in one.items():
            said = f"{page['cpu_ms']:.1f} CPU ms, {page['wait_ms']:.1f} ms"
            among = f"{int(size):,} disputes" if size.isdecimal() else size
            yield f"the desk ({name}), {among}", said, ""
    for name in pages["100"]:
        for size, aim in (("10000", "≤ 1.5"), ("all open", "")):
            ratio = pages[size][name]["cpu_ms"] / pages["100"][name]["cpu_ms"]
            among = "10,000" if size.isdecimal() else "10,000 all open"
            yield f"the desk ({name}), {among} ÷ 100", f"{ratio:.2f}", aim


def _queries(queries: Figures) -> Iterator[Row]:
    said = f"{queries['mean']} (most {queries['most']})"
    yield "queries a completion", said, ""
    yield "queries a start", str(queries["start"]), ""


def _sweep(sweeps: Figures) -> Iterator[Row]:
    for size, jobs in sweeps.items():
        for name, one in jobs.items():
            yield (
                f"{name}, {int(size):,} clocks waiting",
                f"{one['wait_ms']:.2f} ms",
                "milliseconds",
            )
    for name in sweeps["1000"]:
        ratio = sweeps["100000"][name]["wait_ms"] / sweeps["1000"][name]["wait_ms"]
        yield f"{name}, 100,000 ÷ 1,000", f"{ratio:.2f}", "1 (the same)"


def _checks(sizes: Figures) -> Iterator[Row]:
    for size, one in sizes.items():
        for when in ("first", "again"):
            said = f"{one[f'{when}_cpu_ms']:.0f} CPU ms, {one[f'{when}_ms']:.0f} ms"
            yield f"checks of all diagrams, {size}, {when}", said, "≤ 1000 ms"


def _catalogue(sizes: Figures) -> Iterator[Row]:
    for size, one in sizes.items():
        among = f"{int(size):,} items"
        for name, aim in (("search", "≤ 5"), ("suggest", ""), ("page_30", "")):
            got = one[name]
            yield f"{name}, {among}, p95", f"{got['p95_ms']:.1f} ms", ""
            ratio = got["p95_ms"] / got["floor_p95_ms"]
            yield f"{name} ÷ bare SELECT, {among}, p95", f"{ratio:.2f}", aim
        inside = one["inside"]
        ratio = inside["check"]["p95_ms"] / inside["search"]["p95_ms"]
        yield f"duplicate check ÷ search, {among}", f"{ratio:.2f}", "≤ 10"
        yield f"memory of a worker, {among}", f"{max(one['worker_mb'])} MB", ""
    first, *_between, last = sizes.values()
    for name in ("search", "suggest", "page_30"):
        ratio = last[name]["p95_ms"] / first[name]["p95_ms"]
        yield f"{name}, p95, most items ÷ fewest", f"{ratio:.2f}", "≤ 1.5"


def _imports(found: Figures) -> Iterator[Row]:
    for name, said in (("check", "checking"), ("write", "importing")):
        seconds, cpu = found[f"{name}_seconds"], found[f"{name}_cpu_seconds"]
        yield f"{said} {found['rows']:,} rows", f"{seconds} s, {cpu} CPU s", ""
    yield "memory of the import", f"{found['most_mb']} MB", ""


def _moves(found: Figures) -> Iterator[Row]:
    for name, said in (("try", "tried"), ("move", "moved"), ("revert", "taken back")):
        seconds = found[f"{name}_seconds"]
        yield f"cases {said}, of {found['cases']:,}", f"{found['cases'] / seconds:.0f}/s", ""
    yield "memory of the moves", f"{found['most_mb']} MB", ""
