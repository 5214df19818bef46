"""Where data come from and where they go: collected, kept in a database, published, exchanged.

Only what the viewer may see is part of it.  What is hidden leaves no gap: its neighbours are joined
as if it had never been there, and nothing counts it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import exchanges, viewing
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

AGREEMENT = "agreement"
ORDER = (COLLECTION, DATABASE, RESOURCE, AGREEMENT)
# Of each kind as many as one can still read in a drawing; the rest is counted.
MOST = 12


@dataclass(frozen=True)
class Node:
    """An entry or an agreement; `unit` holds it, or receives under it."""

    kind: str
    id: str
    title: str
    unit: Unit
    case_id: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Its name among the nodes."""
        return self.kind, self.id


@dataclass(frozen=True)
class Lineage:
    """The nodes in their order, who feeds whom, and how many more there are of a kind."""

    nodes: tuple[Node, ...]
    edges: frozenset[tuple[tuple[str, str], tuple[str, str]]]
    more: dict[str, int]

    def of(self, kind: str) -> list[Node]:
        """The nodes of a kind."""
        return [node for node in self.nodes if node.kind == kind]

    def after(self, node: Node) -> list[Node]:
        """What a node feeds."""
        return [one for one in self.nodes if (node.key, one.key) in self.edges]

    def roots(self) -> list[Node]:
        """What nothing else feeds."""
        fed = {after for _before, after in self.edges}
        return [node for node in self.nodes if node.key not in fed]


def of(kind: str, entry: Any, viewer: Viewer) -> Lineage:
    """The lineage around an entry."""
    resources = _resources(kind, entry, viewer)
    ids = [one.id for one in resources]
    databases = _databases(kind, entry, resources, viewer)
    collections = _collections(kind, entry, ids, viewer)
    flows = exchanges.of_resources(ids, viewer)
    nodes = [
        *_nodes(COLLECTION, collections[:MOST]),
        *_nodes(DATABASE, databases[:MOST]),
        *_nodes(RESOURCE, resources[:MOST]),
        *(_agreement(*row) for row in flows[:MOST]),
    ]
    known = {node.key for node in nodes}
    edges = {
        edge
        for edge in _edges(collections, resources, known, [flow for flow, _to in flows])
        if known.issuperset(edge)
    }
    found = {
        COLLECTION: collections,
        DATABASE: databases,
        RESOURCE: resources,
        AGREEMENT: flows,
    }
    more = {name: len(rows) - MOST for name, rows in found.items() if len(rows) > MOST}
    return Lineage(tuple(nodes), frozenset(edges), more)


def _resources(kind: str, entry: Any, viewer: Viewer) -> list[Any]:
    if kind == RESOURCE:
        return [entry]
    if kind == DATABASE:
        return _seen(RESOURCE, viewer, Resource.database_id == entry.id)
    return _seen(RESOURCE, viewer, Resource.id == entry.resource_id)


def _databases(kind: str, entry: Any, resources: list[Any], viewer: Viewer) -> list[Any]:
    if kind == DATABASE:
        return [entry]
    wanted = {one.database_id for one in resources if one.database_id}
    return _seen(DATABASE, viewer, MODELS[DATABASE].id.in_(wanted)) if wanted else []


def _collections(kind: str, entry: Any, ids: list[str], viewer: Viewer) -> list[Any]:
    if kind == COLLECTION:
        return [entry]
    return _seen(COLLECTION, viewer, Collection.resource_id.in_(ids)) if ids else []


def _seen(kind: str, viewer: Viewer, condition: Any) -> list[Any]:
    model: type[Any] = MODELS[kind]
    wanted = select(model).where(condition, viewing.listed(kind), viewing.entries(kind, viewer))
    return list(db.session.scalars(wanted.order_by(model.id)))


def _nodes(kind: str, entries: Iterable[Any]) -> list[Node]:
    return [Node(kind, one.id, one.title, _unit(kind, one)) for one in entries]


def _unit(kind: str, entry: Any) -> Unit:
    name = {RESOURCE: "provider", DATABASE: "owner", COLLECTION: "unit"}[kind]
    unit: Unit = getattr(entry, name)
    return unit


def _agreement(flow: Any, demander: Unit) -> Node:
    return Node(AGREEMENT, str(flow.agreement_id), flow.number, demander, flow.case_id)


def _edges(
    collections: list[Any], resources: list[Any], known: set[tuple[str, str]], flows: list[Any]
) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Who feeds whom; a collection reaches its resource through the database, if that is shown."""
    kept_in = {one.id: one.database_id for one in resources if (DATABASE, one.database_id) in known}
    found = {((DATABASE, base), (RESOURCE, one)) for one, base in kept_in.items()}
    for one in collections:
        base = kept_in.get(one.resource_id)
        after = (DATABASE, base) if base else (RESOURCE, one.resource_id)
        found.add(((COLLECTION, one.id), after))
    found |= {((RESOURCE, flow.resource_id), (AGREEMENT, str(flow.agreement_id))) for flow in flows}
    return found
