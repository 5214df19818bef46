"""`flask process`: show who does what in a diagram, check diagrams, release them."""

import inspect
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.database import with_database
from app.foundation import paths
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.workflow import definitions, registry, wiring
from app.workflow.engine.diagram import BadDiagram, Diagram, Node, read, steps

group = click.Group("process", help="Diagrams: show who does what, check, release.")
KINDS = {"userTask": "person", "serviceTask": "system", "callActivity": "process"}


@group.command("show")
@click.argument("process_id", metavar="ID")
@with_appcontext
def show(process_id: str) -> None:
    """Print who does what in the diagram ID, with the file of each form and function."""
    diagram = _shipped().get(process_id)
    if diagram is None:
        known = ", ".join(sorted(_shipped()))
        raise click.ClickException(f"There is no diagram “{process_id}”; there are: {known}.")
    click.echo(f"{diagram.id}  {diagram.name}")
    rows = [_row(diagram, node) for node in steps(diagram) if _kind(node)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        click.echo("  ".join(f"{cell}{' ' * (w - _width(cell))}" for cell, w in cells).rstrip())


@group.command("check")
@click.argument("names", metavar="PATH...", nargs=-1, required=True)
@with_appcontext
def check(names: tuple[str, ...]) -> None:
    """Look for faults in diagrams, files or folders; print a line for each.

    Processes that they call and that are not among them are taken from `processes/`.
    """
    files = {str(path): path.read_bytes() for path in _files(names)}
    faults = wiring.check(
        [*files.items(), *_called_besides(files)],
        wiring.shipped_forms(),
        registry.names(),
        wiring.shipped_clocks(),
    )
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)
    click.echo(f"ok: {len(files)} checked, no fault.")


@group.command("deploy")
@with_database
def deploy() -> None:
    """Release the diagrams and forms of this folder, if they have changed and have no fault."""
    files = [(str(f.relative_to(paths.ROOT)), f.read_bytes()) for f in _diagrams(paths.PROCESSES)]
    faults = wiring.check(files, wiring.shipped_forms(), registry.names(), wiring.shipped_clocks())
    if faults:
        raise click.ClickException("\n".join(map(str, faults)))
    with acting.as_system("process deploy"), transaction():
        release = definitions.deploy(paths.PROCESSES, paths.FORMS)
        said = f"Release {release.id} is in force." if release else "Nothing has changed."
    click.echo(said)


def _shipped() -> dict[str, Diagram]:
    diagrams = (read(file.read_bytes()) for file in _diagrams(paths.PROCESSES))
    return {diagram.id: diagram for diagram in diagrams}


def _diagrams(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.bpmn"))


def _files(names: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for name in names:
        path = Path(name)
        inside = _diagrams(path) if path.is_dir() else [path] if path.is_file() else []
        if not inside:
            raise click.ClickException(
                f"{name}: there is no such file, or no diagram in the folder."
            )
        found += inside
    return list(dict.fromkeys(found))


def _called_besides(files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """The shipped diagrams of processes that the given files do not draw themselves."""
    drawn = {_process_id(content) for content in files.values()}
    shipped = [(str(f.relative_to(paths.ROOT)), f.read_bytes()) for f in _diagrams(paths.PROCESSES)]
    return [(name, content) for name, content in shipped if _process_id(content) not in drawn]


def _process_id(content: bytes) -> str:
    try:
        return read(content).id
    except BadDiagram:
        return ""


def _kind(node: Node) -> str:
    return "person" if "formKey" in node.properties else KINDS.get(node.kind, "")


def _row(diagram: Diagram, node: Node) -> tuple[str, ...]:
    lane = diagram.lanes.get(node.lane)
    party = lane.name if lane else ""
    who = f"{party} {','.join(node.posts)}".strip()
    return _kind(node), node.id, node.name, who, _where(node)


def _where(node: Node) -> str:
    if node.called:
        return node.called
    if "formKey" in node.properties:
        return f"forms/{node.properties['formKey']}.json"
    if node.operator not in registry.names():
        return f"{node.operator}: no function"
    return _source(registry.function(node.operator))


def _source(function: Callable) -> str:
    """file:line of a function, and the first line of what it says of itself."""
    function = inspect.unwrap(function)
    file = Path(inspect.getsourcefile(function) or "?").resolve()
    says = (inspect.getdoc(function) or "").partition("\n")[0]
    shown = file.relative_to(paths.ROOT) if file.is_relative_to(paths.ROOT) else file
    return f"{shown}:{inspect.getsourcelines(function)[1]}  {says}"


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
