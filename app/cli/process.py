"""`flask process`: show who does what in a diagram, check diagrams, release them."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli import listing
from app.cli.database import with_database
from app.foundation import paths
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.workflow import registry, wiring
from app.workflow.engine.diagram import BadDiagram, Diagram, read
from app.workflow.studio import shipped

group = click.Group("process", help="Diagrams: show who does what, check, release.")


@group.command("show")
@click.argument("process_id", metavar="ID")
@with_appcontext
def show(process_id: str) -> None:
    """Print who does what in the diagram ID, with file and line of each form and function.

    Below a task: what it offers and what takes its answers, and the clocks that run while it is
    open, with the shipped days and what happens when they run out.
    """
    diagram = _shipped().get(process_id)
    if diagram is None:
        known = ", ".join(sorted(_shipped()))
        raise click.ClickException(f"There is no diagram “{process_id}”; there are: {known}.")
    for line in listing.lines(diagram):
        click.echo(line)


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
    faults += wiring.check_shipped_forms()
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)
    click.echo(f"ok: {len(files)} checked, no fault.")


@group.command("deploy")
@with_database
def deploy() -> None:
    """Release the diagrams and forms of this folder, if they have changed and have no fault.

    Where an administrator has changed the same diagram or form, it waits in a draft of the studio.
    """
    files = [(str(f.relative_to(paths.ROOT)), f.read_bytes()) for f in _diagrams(paths.PROCESSES)]
    faults = wiring.check(files, wiring.shipped_forms(), registry.names(), wiring.shipped_clocks())
    faults += wiring.check_shipped_forms()
    if faults:
        raise click.ClickException("\n".join(map(str, faults)))
    with acting.as_system("process deploy"), transaction():
        done = shipped.deploy()
    for line in listing.deployed(done):
        click.echo(line)


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
    ours = [(str(f.relative_to(paths.ROOT)), f.read_bytes()) for f in _diagrams(paths.PROCESSES)]
    return [(name, content) for name, content in ours if _process_id(content) not in drawn]


def _process_id(content: bytes) -> str:
    try:
        return read(content).id
    except BadDiagram:
        return ""
