"""Catalogues as DCAT 3: Turtle and JSON-LD, written batch by batch with rdflib.

Frequencies and access rights are the EU's lists, as DCAT-AP uses them; themes are our classes and
areas as concepts.  What repeats between batches (publishers, themes, prefixes) is the same triple.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Namespace
from rdflib.term import Node

from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.transfer import layout
from app.domain.catalogue.transfer.cells import Names
from app.domain.catalogue.transfer.faults import UNSTORABLE
from app.domain.catalogue.transfer.stock import Stored

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "vcard": VCARD, "skos": SKOS, "xsd": XSD}
FREQUENCIES = {
    "实时": "CONT",
    "每日": "DAILY",
    "每周": "WEEKLY",
    "每月": "MONTHLY",
    "每季度": "QUARTERLY",
    "每半年": "ANNUAL_2",
    "每年": "ANNUAL",
    "不定期": "IRREG",
}
# Public and shared unconditionally; under conditions; not shared at all.
PUBLIC, RESTRICTED, NON_PUBLIC = "PUBLIC", "RESTRICTED", "NON_PUBLIC"
PAGES = {
    columns.RESOURCE: "portal/resources/",
    columns.DATABASE: "portal/databases/",
    columns.COLLECTION: "portal/collections/",
}
CHINESE = "zh"
ADDRESS = re.compile(r"[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]+")


@dataclass(frozen=True)
class Site:
    """Where the catalogue is on the web, and the office that publishes it."""

    base: str
    publisher: str

    def catalogue(self, catalogue: str) -> URIRef:
        """The address that names a catalogue."""
        return URIRef(f"{self.base}portal/export/{catalogue}")

    def entry(self, kind: str, entry_id: str) -> URIRef:
        """The address of an entry's page, which names it as well."""
        return URIRef(f"{self.base}{PAGES[kind]}{quote(entry_id)}")

    def unit(self, code: str) -> URIRef:
        """The address of a unit's page, which names it as well."""
        return URIRef(f"{self.base}portal/units/{quote(code)}")

    def theme(self, name: str) -> URIRef:
        """A class or an area as a concept."""
        return URIRef(f"{self.base}portal/export/themes/{quote(name)}")


def as_turtle(
    catalogue: str, kind: str, batches: Iterable[list[Stored]], names: Names, site: Site
) -> Iterator[bytes]:
    """Turtle; each batch is a part that stands by itself."""
    yield _turtle(_head(catalogue, names, site))
    for batch in batches:
        yield _turtle(_graph(catalogue, kind, batch, names, site))


def as_json_ld(
    catalogue: str, kind: str, batches: Iterable[list[Stored]], names: Names, site: Site
) -> Iterator[bytes]:
    """JSON-LD: one context, one list of nodes."""
    context = {prefix: str(space) for prefix, space in PREFIXES.items()}
    yield b'{"@context":' + orjson.dumps(context) + b',"@graph":['
    yield b"\n" + _nodes(_head(catalogue, names, site), context)
    for batch in batches:
        yield b",\n" + _nodes(_graph(catalogue, kind, batch, names, site), context)
    yield b"\n]}\n"


def graph_of(catalogue: str, kind: str, stored: list[Stored], names: Names, site: Site) -> Graph:
    """The graph of some entries and their catalogue."""
    return _head(catalogue, names, site) + _graph(catalogue, kind, stored, names, site)


def _turtle(graph: Graph) -> bytes:
    return graph.serialize(format="turtle").encode()


def _nodes(graph: Graph, context: dict[str, str]) -> bytes:
    told = orjson.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
    nodes = told.get("@graph", [{k: v for k, v in told.items() if k != "@context"}])
    return b",\n".join(map(orjson.dumps, nodes))


def _new() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    return graph


def _head(catalogue: str, names: Names, site: Site) -> Graph:
    """The catalogue itself."""
    graph, node = _new(), site.catalogue(catalogue)
    chinese = layout.CATALOGUES[catalogue]
    graph.add((node, RDF.type, DCAT.Catalog))
    graph.add((node, DCTERMS.title, Literal(chinese, lang=CHINESE)))
    graph.add((node, DCTERMS.title, Literal(values.CATALOGUES[chinese], lang="en")))
    graph.add((node, DCTERMS.description, Literal(chinese, lang=CHINESE)))
    graph.add((node, DCTERMS.language, URIRef(f"{EU}language/ZHO")))
    graph.add((node, FOAF.homepage, URIRef(f"{site.base}portal/")))
    _publisher(graph, node, site.publisher, names, site)
    return graph


def _graph(catalogue: str, kind: str, batch: list[Stored], names: Names, site: Site) -> Graph:
    graph, whole = _new(), site.catalogue(catalogue)
    for stored in batch:
        node = site.entry(kind, stored.id)
        graph.add((whole, DCAT.dataset, node))
        _dataset(graph, node, kind, stored, names, site)
        if kind == columns.RESOURCE:
            _resource(graph, node, stored, names, site)
    return graph


def _dataset(
    graph: Graph, node: URIRef, kind: str, stored: Stored, names: Names, site: Site
) -> None:
    """What every entry has, of whichever catalogue."""
    content = stored.content
    graph.add((node, RDF.type, DCAT.Dataset))
    _text(graph, node, DCTERMS.title, content["title"])
    _text(graph, node, DCTERMS.description, _description(content))
    graph.add((node, DCTERMS.identifier, Literal(content.get("code") or stored.id)))
    graph.add((node, DCAT.version, Literal(str(stored.version))))
    graph.add((node, DCAT.landingPage, node))
    graph.add((node, DCTERMS.accessRights, URIRef(f"{EU}access-right/{_rights(content)}")))
    _day(graph, node, DCTERMS.issued, content.get("published_on") or content.get("filed_on"))
    _day(graph, node, DCTERMS.modified, content.get("metadata_updated_on"))
    if found := FREQUENCIES.get(content.get("update_cycle") or content.get("cycle") or ""):
        graph.add((node, DCTERMS.accrualPeriodicity, URIRef(f"{EU}frequency/{found}")))
    for name in (content.get("base_class"), content.get("application_area")):
        if name:
            _theme(graph, node, name, site)
    for item in content["items"]:
        _text(graph, node, DCAT.keyword, item["name"])
    _publisher(graph, node, content[columns.HOLDER[kind]], names, site)


def _resource(graph: Graph, node: URIRef, stored: Stored, names: Names, site: Site) -> None:
    """What only resources have: keywords, contact, producer, related ones, distributions."""
    content = stored.content
    for word in content["keywords"].split():
        _text(graph, node, DCAT.keyword, word)
    contact = BNode()
    graph.add((node, DCAT.contactPoint, contact))
    graph.add((contact, RDF.type, VCARD.Organization))
    keeper = content["maintainer"] or content["provider"]
    _text(graph, contact, VCARD.fn, names.said(keeper))
    graph.add((contact, VCARD.hasURL, site.unit(keeper)))
    if content["produced_by"]:
        producer = _organisation(graph, content["produced_by"], names, site)
        graph.add((node, DCTERMS.creator, producer))
    if content["database"]:
        graph.add((node, DCTERMS.source, site.entry(columns.DATABASE, content["database"])))
    for code in content["related"]:
        graph.add((node, DCTERMS.references, Literal(code)))
    for mode in content["share_modes"]:
        _distribution(graph, node, mode, stored, site)


def _distribution(graph: Graph, node: URIRef, mode: str, stored: Stored, site: Site) -> None:
    content, one = stored.content, URIRef(f"{node}#{quote(mode)}")
    graph.add((node, DCAT.distribution, one))
    graph.add((one, RDF.type, DCAT.Distribution))
    graph.add((one, DCTERMS.title, Literal(values.MODES.get(mode, mode), lang=CHINESE)))
    graph.add((one, DCAT.accessURL, _address(content["online_url"]) or node))
    if content["format"]:
        described = BNode()
        graph.add((one, DCTERMS["format"], described))
        graph.add((described, RDF.type, DCTERMS.MediaTypeOrExtent))
        _text(graph, described, SKOS.prefLabel, content["format"])
    endpoint = _address(content["service_url"])
    if mode == "service_interface" and endpoint:
        service = URIRef(f"{node}#service")
        graph.add((one, DCAT.accessService, service))
        graph.add((service, RDF.type, DCAT.DataService))
        _text(graph, service, DCTERMS.title, content["title"])
        graph.add((service, DCAT.endpointURL, endpoint))
        graph.add((service, DCAT.servesDataset, node))


def _theme(graph: Graph, node: URIRef, name: str, site: Site) -> None:
    concept = site.theme(name)
    graph.add((node, DCAT.theme, concept))
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.prefLabel, Literal(name, lang=CHINESE)))
    if english := (values.BASE_CLASSES | values.AREAS).get(name):
        graph.add((concept, SKOS.prefLabel, Literal(english, lang="en")))


def _publisher(graph: Graph, node: Node, code: str, names: Names, site: Site) -> None:
    if code:
        graph.add((node, DCTERMS.publisher, _organisation(graph, code, names, site)))


def _organisation(graph: Graph, code: str, names: Names, site: Site) -> URIRef:
    unit = site.unit(code)
    graph.add((unit, RDF.type, FOAF.Organization))
    _text(graph, unit, FOAF.name, names.said(code))
    graph.add((unit, DCTERMS.identifier, Literal(code)))
    return unit


def _description(content: dict[str, Any]) -> str:
    return str(content.get("abstract") or content.get("legal_basis") or content["title"])


def _rights(content: dict[str, Any]) -> str:
    if content.get("sharing_class") == "not_shareable":
        return NON_PUBLIC
    shared = content.get("sharing_class", "unconditional") == "unconditional"
    return PUBLIC if shared and content["security_level"] == "公开" else RESTRICTED


def _text(graph: Graph, node: Node, predicate: URIRef, text: str) -> None:
    graph.add((node, predicate, Literal(UNSTORABLE.sub("", text), lang=CHINESE)))


def _day(graph: Graph, node: Node, predicate: URIRef, text: str | None) -> None:
    if text:
        graph.add((node, predicate, Literal(date.fromisoformat(text), datatype=XSD.date)))


def _address(text: str) -> URIRef | None:
    """An address of the web, if it is one; what else stands there is no link."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and parts.netloc and ADDRESS.fullmatch(text)
    return URIRef(text) if sound else None
