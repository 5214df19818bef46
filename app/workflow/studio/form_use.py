"""Where a form is used: at which steps of a draft, and by how many tasks that are open now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.foundation.database import db
from app.foundation.i18n import _, speaks_english
from app.workflow.checks.fault import users
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.engine.diagram import BadDiagram, Diagram, Node, read
from app.workflow.models import ProcessInstance, ReleaseItem, Task
from app.workflow.studio import listing, revisions
from app.workflow.studio.revisions import Name

MOST_NAMED = 3


@dataclass(frozen=True)
class Use:
    """A step at which the form is filled in, and by whom."""

    process: str
    process_title: str
    node: str
    title: str
    lane: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """The open tasks that have one version of the form, and the releases that hold it."""

    number: int
    releases: tuple[int, ...]
    tasks: int
    cases: int


def uses(files: Mapping[Name, Source], key: str) -> list[Use]:
    """The steps of these diagrams at which the form is filled in."""
    return [_use(diagram, node) for diagram, node in steps(files, key)]


def titles(files: Mapping[Name, Source]) -> dict[str, str]:
    """What the forms are known by: the steps at which they are filled in, by the forms' keys."""
    found: dict[str, dict[str, None]] = {}
    for diagram in diagrams(files):
        for node in users(diagram):
            found.setdefault(node.properties.get("formKey", ""), {})[_named(node)] = None
    return {key: _(", ").join(list(named)[:MOST_NAMED]) for key, named in found.items() if key}


def steps(files: Mapping[Name, Source], key: str) -> Iterator[tuple[Diagram, Node]]:
    """Each box that names the form, with the diagram it stands in."""
    for diagram in diagrams(files):
        for node in users(diagram):
            if node.properties.get("formKey") == key:
                yield diagram, node


def diagrams(files: Mapping[Name, Source]) -> Iterator[Diagram]:
    """The diagrams that can be read."""
    for _key, content in sorted(revisions.texts(files, PROCESS).items()):
        try:
            yield read(content)
        except BadDiagram:
            continue  # told by the checks


def open_tasks(key: str) -> list[Open]:
    """The open tasks by the version of the form that they have, the newest version first."""
    rows = db.session.execute(
        select(
            ReleaseItem.number,
            func.array_agg(ReleaseItem.release_id.distinct()),
            func.count(Task.id),
            func.count(Task.instance_id.distinct()),
        )
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(ReleaseItem, ReleaseItem.release_id == ProcessInstance.release_id)
        .where(
            Task.closed_at.is_(None),
            Task.form_key == key,
            ReleaseItem.kind == FORM,
            ReleaseItem.key == key,
        )
        .group_by(ReleaseItem.number)
        .order_by(ReleaseItem.number.desc())
    )
    return [
        Open(number, tuple(sorted(releases)), tasks, cases)
        for number, releases, tasks, cases in rows
    ]


def _use(diagram: Diagram, node: Node) -> Use:
    lane = diagram.lanes.get(node.lane)
    english = speaks_english()
    return Use(
        process=diagram.id,
        process_title=listing.title(diagram),
        node=node.id,
        title=_named(node),
        lane=((english and lane.name_en) or lane.name) if lane else "",
        posts=node.posts,
    )


def _named(node: Node) -> str:
    return (speaks_english() and node.name_en) or node.name or node.id
