"""The core metadata of resources as XML after GB/T 21063.3-2007.

The standard names six elements that must be there and six that may, with short names; it gives no
schema, so that ours stands beside this file (`gbt21063_3.xsd`) and every export is valid by it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from app.domain.catalogue.rules import values
from app.domain.catalogue.transfer import class_codes
from app.domain.catalogue.transfer.cells import Names
from app.domain.catalogue.transfer.faults import UNSTORABLE
from app.domain.catalogue.transfer.stock import Stored
from app.foundation import clock, paths

NAMESPACE = "urn:xieshang:gbt21063.3"
NAMESPACES: Any = {None: NAMESPACE}
SCHEMA = paths.APP / "domain" / "catalogue" / "transfer" / "gbt21063_3.xsd"
GUIDE = "政务信息资源目录编制指南（试行）"
POLICY = "京办发〔2005〕33号"
# A class that has no code of the guide: basic information is 1, themes are 2 there.
CLASSES = {name: f"1{at:02d}" for at, name in enumerate(values.BASE_CLASSES, 1)}
AREAS = {name: f"2{at:02d}" for at, name in enumerate(values.AREAS, 1)}


def as_xml(batches: Iterable[list[Stored]], names: Names) -> Iterator[bytes]:
    """All of it, one element `metadata` for each resource."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<metadataSet xmlns="{NAMESPACE}">\n'.encode()
    for batch in batches:
        yield b"".join(_written(stored, names) for stored in batch)
    yield b"</metadataSet>\n"


def _written(stored: Stored, names: Names) -> bytes:
    whole = etree.tostring(_metadata(stored, names), encoding="unicode")
    # The set around them has the namespace; it is not said again for each.
    return whole.replace(f' xmlns="{NAMESPACE}"', "", 1).encode() + b"\n"


def _metadata(stored: Stored, names: Names) -> etree._Element:
    content = stored.content
    made = etree.Element(f"{{{NAMESPACE}}}metadata", nsmap=NAMESPACES)
    published = content["published_on"] or content["metadata_updated_on"]
    _put(made, "resTitle", content["title"])
    _put(made, "pubDate", published or clock.today().isoformat())
    _put(made, "abstract", content["abstract"] or content["title"])
    _unit(made, "idPoC", content["provider"], names)
    _keywords(made, content)
    _category(made, content)
    if content["online_url"]:
        _put(made, "onLineSrc", content["online_url"])
    _put(made, "resID", content["code"])
    if content["service_url"] or content["service_type"]:
        service = _put(made, "servInfo")
        _put(service, "servURL", content["service_url"])
        _put(service, "servType", content["service_type"])
    _put(made, "mdId", stored.id)
    if content["maintainer"]:
        _unit(made, "mdContact", content["maintainer"], names)
    if content["metadata_updated_on"]:
        _put(made, "mdDateUpd", content["metadata_updated_on"])
    return made


def _keywords(made: etree._Element, content: dict[str, Any]) -> None:
    words = _put(made, "descKeys")
    for word in content["keywords"].split() or [content["title"]]:
        _put(words, "keyword", word)


def _category(made: etree._Element, content: dict[str, Any]) -> None:
    """The class by the policy's name, with the code of the guide where the resource has one."""
    name = content["base_class"] or content["application_area"] or content["catalogue"]
    code = "".join(class_codes.parts(content["code"]))
    category = _put(made, "tpCat")
    _put(category, "cateStd", GUIDE if code else POLICY)
    _put(category, "cateName", name)
    _put(category, "cateCode", code or CLASSES.get(name) or AREAS.get(name) or "0")


def _unit(made: etree._Element, name: str, code: str, names: Names) -> None:
    _put(_put(made, name), "rpOrgName", names.said(code))


def _put(made: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(made, f"{{{NAMESPACE}}}{name}")
    if text:
        element.text = UNSTORABLE.sub("", text)
    return element
