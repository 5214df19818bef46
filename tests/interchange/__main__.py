"""`make interchange DIR=…`: every diagram in a folder through import, editor, save, comparison."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.interchange.browser import modeler
from tests.interchange.roundtrip import LOST, REFUSED, SAME, Outcome, travel

NAMES = {".bpmn", ".bpmn2", ".bpmn20"}
MODEL = b"http://www.omg.org/spec/BPMN/20100524/MODEL"
SHOWN = 20


def main() -> None:
    """Print what became of each file; fail where something was lost."""
    told = _told()
    files = _files(told.folder)
    if not files:
        raise SystemExit(f"No .bpmn or .xml file in {told.folder}")
    counts: Counter[str] = Counter()
    with modeler() as tool:
        for file in files:
            outcome = travel(file.read_bytes(), file.name, tool)
            counts[outcome.state] += 1
            name = file.relative_to(told.folder) if told.folder.is_dir() else file.name
            _say(str(name), outcome, told.verbose)
            if told.out and outcome.saved:
                target = told.out / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(outcome.saved)
    print(
        f"\n{len(files)} files: {counts[SAME]} unchanged, {counts[LOST]} with losses, "
        f"{counts[REFUSED]} refused"
    )
    sys.exit(1 if counts[LOST] else 0)


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make interchange", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder, searched in depth, or a single file")
    parser.add_argument("--out", type=Path, help="write what was saved into this folder")
    parser.add_argument("--verbose", action="store_true", help="also what the import changed")
    return parser.parse_args()


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    return sorted(f for f in folder.rglob("*") if f.is_file() and _is_diagram(f))


def _is_diagram(file: Path) -> bool:
    """By its name; a plain .xml only if it speaks of BPMN."""
    if file.suffix.lower() == ".xml":
        with file.open("rb") as content:
            return MODEL in content.read(4096).replace(b"\x00", b"")
    return file.suffix.lower() in NAMES


def _say(name: str, outcome: Outcome, verbose: bool) -> None:
    reason = f": {outcome.reason}" if outcome.reason else ""
    print(f"{outcome.state:8} {name}{reason}", flush=True)
    for loss in outcome.losses[:SHOWN]:
        print(f"         {loss}")
    if len(outcome.losses) > SHOWN:
        print(f"         … and {len(outcome.losses) - SHOWN} more")
    for note in outcome.notes if verbose else ():
        print(f"         note: {note}")


main()
