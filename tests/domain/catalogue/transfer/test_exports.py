"""Exports for other systems: core metadata, DCAT, and streams that need little memory."""

import json
import tracemalloc

import pytest
from lxml import etree
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS
from sqlalchemy import text

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import entries
from app.domain.catalogue.transfer import dcat, exporting, metadata
from app.domain.catalogue.transfer.dcat import Site
from app.domain.catalogue.transfer.exporting import Wanted
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotFound
from tests.support.workbooks import opened

SITE = Site("https://sharing.example/", "XXB")
G = f"{{{metadata.NAMESPACE}}}"
MANDATORY = ("resTitle", "pubDate", "abstract", "idPoC", "descKeys", "tpCat", "resID", "mdId")
VCARD = dcat.VCARD


def exported(catalogue, format_, viewer, **more) -> bytes:
    wanted = Wanted(catalogue, format_, viewer, **more)
    exporting.check(wanted)
    return b"".join(exporting.stream(wanted, SITE))


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(metadata.SCHEMA)))


@pytest.mark.parametrize("catalogue", ["basic", "application"])
def test_core_metadata_are_valid_by_our_schema_and_complete(everything, catalogue):
    tree = etree.fromstring(exported(catalogue, "xml", everything))

    schema().assertValid(tree)
    made = tree.findall(f"{G}metadata")
    assert len(made) > 5
    for one in made:
        for name in MANDATORY:
            element = one.find(f"{G}{name}")
            assert element is not None, name
            assert "".join(element.itertext()).strip(), name


def test_core_metadata_say_what_the_entry_says(everything):
    content = entries.content_of("resource", "IR0003")
    one = etree.fromstring(exported("basic", "xml", everything, entry_id="IR0003"))[0]

    said = {element.tag.removeprefix(G): element for element in one}
    assert said["resTitle"].text == content["title"]
    assert said["resID"].text == content["code"]
    assert said["mdId"].text == "IR0003"
    assert said["idPoC"][0].text == "北京市工商行政管理局"
    assert [word.text for word in said["descKeys"]] == content["keywords"].split()
    assert [part.text for part in said["tpCat"]][1:] == ["法人", "102001"]


def test_even_an_entry_with_hardly_anything_has_what_is_mandatory(everything):
    bare = db.session.get_one(Resource, "IR0003")
    bare.abstract = bare.keywords = ""
    bare.published_on = bare.metadata_updated_on = None
    bare.code, bare.title = "X1", "坏<&>\x0b字"
    bare.online_url = "https://example.cn/a?b=c&d=<e>"
    db.session.commit()

    tree = etree.fromstring(exported("basic", "xml", everything, entry_id="IR0003"))

    schema().assertValid(tree)
    assert tree[0].find(f"{G}resTitle").text == "坏<&>字"


def test_what_is_no_resource_has_no_core_metadata(everything):
    with pytest.raises(NotFound):
        exporting.check(Wanted("databases", "xml", everything))
    with pytest.raises(NotFound):
        exporting.check(Wanted("exchange", "ttl", everything))


@pytest.mark.parametrize("format_", ["ttl", "jsonld"])
@pytest.mark.parametrize("catalogue", ["basic", "application", "databases", "collections"])
def test_dcat_is_read_back_and_complete(everything, catalogue, format_):
    told = exported(catalogue, format_, everything)
    graph = Graph().parse(data=told, format="turtle" if format_ == "ttl" else "json-ld")

    (whole,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = set(graph.objects(whole, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) > 5
    assert {label.language for label in graph.objects(whole, DCTERMS.title)} == {"zh", "en"}
    for one in datasets:
        for predicate in (
            DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher,
            DCTERMS.accessRights, DCAT.theme, DCAT.keyword,
        ):  # fmt: skip
            assert list(graph.objects(one, predicate)), (one, predicate)
        assert len(list(graph.objects(one, DCTERMS.publisher))) == 1
    for publisher in graph.objects(None, DCTERMS.publisher):
        assert (publisher, RDF.type, FOAF.Organization) in graph
        assert graph.value(publisher, FOAF.name)
    for theme in graph.objects(None, DCAT.theme):
        assert (theme, RDF.type, SKOS.Concept) in graph
    known = ("CONT", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL", "IRREG")
    for frequency in graph.objects(None, DCTERMS.accrualPeriodicity):
        assert str(frequency).removeprefix(dcat.EU + "frequency/") in known
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        assert isinstance(graph.value(one, DCAT.accessURL), URIRef)
        assert len(list(graph.subjects(DCAT.distribution, one))) == 1


def test_both_forms_of_dcat_say_the_same(everything):
    turtle = Graph().parse(data=exported("basic", "ttl", everything), format="turtle")
    json_ld = Graph().parse(data=exported("basic", "jsonld", everything), format="json-ld")

    def named(graph):
        return {one for one in graph if isinstance(one[0], URIRef) and isinstance(one[2], URIRef)}

    assert named(turtle) == named(json_ld)
    assert len(turtle) == len(json_ld)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"security_level": "公开", "sharing_class": "unconditional"}, "PUBLIC"),
        ({"security_level": "内部", "sharing_class": "unconditional"}, "RESTRICTED"),
        ({"security_level": "公开", "sharing_class": "conditional"}, "RESTRICTED"),
        ({"security_level": "公开", "sharing_class": "not_shareable"}, "NON_PUBLIC"),
    ],
)
def test_access_rights_are_those_of_class_and_level(everything, changes, expected):
    one = db.session.get_one(Resource, "IR0003")
    for name, value in changes.items():
        setattr(one, name, value)
    db.session.commit()

    told = exported("basic", "ttl", everything, entry_id="IR0003")

    graph = Graph().parse(data=told, format="turtle")
    (rights,) = graph.objects(None, DCTERMS.accessRights)
    assert str(rights) == f"{dcat.EU}access-right/{expected}"


def test_a_service_and_an_address_that_is_none(everything):
    content = entries.content_of("resource", "IR0003") | {
        "share_modes": ["service_interface"],
        "service_url": "https://api.example.cn/ent",
        "online_url": "https://",
        "produced_by": "MZJ",
        "related": ["102001/000001"],
    }
    with transaction():
        entries.write("resource", content, entry_id="IR0003")

    graph = Graph().parse(
        data=exported("basic", "ttl", everything, entry_id="IR0003"), format="turtle"
    )

    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.endpointURL) == URIRef("https://api.example.cn/ent")
    (distribution,) = graph.subjects(RDF.type, DCAT.Distribution)
    assert graph.value(distribution, DCAT.accessURL) == SITE.entry("resource", "IR0003")
    assert list(graph.subjects(RDF.type, VCARD.Organization))
    assert graph.value(SITE.entry("resource", "IR0003"), DCTERMS.creator) == SITE.unit("MZJ")


def test_json_is_one_object_whatever_the_batches(everything, monkeypatch):
    from app.domain.catalogue.transfer import stock

    whole = json.loads(exported("basic", "json", everything))
    monkeypatch.setattr(stock, "BATCH", 7)

    in_parts = json.loads(exported("basic", "json", everything))

    assert in_parts["entries"] == whole["entries"]
    ids = [one["id"] for one in whole["entries"]]
    assert ids == sorted(set(ids))


def test_only_one_unit_s_entries(everything):
    told = json.loads(exported("basic", "json", everything, unit_code="GSJ"))

    assert {one["provider"] for one in told["entries"]} == {"GSJ"}
    with pytest.raises(NotFound):
        exporting.check(Wanted("basic", "json", everything, unit_code="NIX"))


def test_a_workbook_that_would_be_too_large_says_what_to_do(everything):
    with pytest.raises(Conflict, match="CSV"):
        exporting.check(Wanted("basic", "xlsx", everything, most=3))
    exporting.check(Wanted("basic", "csv", everything, most=3))


def test_withdrawn_entries_are_in_no_export(everything):
    with transaction():
        entries.withdraw("resource", "IR0003")

    assert '"IR0003"' not in exported("basic", "json", everything).decode()
    with pytest.raises(NotFound):
        exporting.check(Wanted("basic", "json", everything, entry_id="IR0003"))


def test_the_exchange_directory_without_agreements_is_a_table_of_headings(everything):
    assert json.loads(exported("exchange", "json", everything))["entries"] == []
    assert exported("exchange", "csv", everything).decode().count("\r\n") == 1
    book = opened(exported("exchange", "xlsx", everything))
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["协议", "信息资源", "标题"]


@pytest.mark.parametrize("format_", ["json", "csv", "xml"])
def test_memory_does_not_grow_with_the_catalogue(everything, format_):
    """Of four times as many entries the stream needs hardly more at once."""
    peaks = []
    for begin, end in ((1, 1500), (1501, 6000)):
        _copies(begin, end)
        db.session.remove()
        tracemalloc.start()
        size = sum(map(len, exporting.stream(Wanted("basic", format_, everything), SITE)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert size > 2_000_000
    assert peaks[1] < 1.3 * peaks[0]


def _copies(begin: int, end: int) -> None:
    """So many resources more."""
    columns = [one.name for one in Resource.__table__.columns if one.name not in ("id", "code")]
    named = ", ".join(columns)
    db.session.execute(
        text(
            f"INSERT INTO resource (id, code, {named}) SELECT 'IRX' || g, 'X/' || g, {named} "
            f"FROM resource, generate_series({begin}, {end}) g WHERE id = 'IR0003'"
        )
    )
    db.session.commit()
