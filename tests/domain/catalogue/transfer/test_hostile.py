"""Hostile workbooks: a clear answer, in bounded time and memory, and nothing is lost."""

import io
import multiprocessing
import resource
import time
import zipfile

import pytest

from app.domain.catalogue.transfer import guard, sources, xlsx
from app.domain.catalogue.transfer.faults import Wrong
from app.foundation.errors import Invalid
from app.foundation.i18n import in_language
from tests.support.workbooks import (
    MAIN,
    RESOURCE,
    by_hand,
    made,
    of_entries,
    sheet_xml,
    table,
    xml_row,
)

MEGABYTE = 1024 * 1024
HEAD = xml_row(1, list(RESOURCE))
ENTRY = xml_row(2, list(RESOURCE.values()))


def zipped(members: dict[str, bytes], **more) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, **more)
    return kept.getvalue()


SOUND = by_hand(sheet_xml(HEAD + ENTRY))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HOSTILE = {
    "a bomb": (by_hand(sheet_xml(" " * 160 * MEGABYTE)), "unpacks"),
    "a smaller bomb": (by_hand(sheet_xml(" " * 20 * MEGABYTE)), "unpacks"),
    "many members": (
        by_hand(sheet_xml(""), {f"xl/media/{at}.png": b"x" for at in range(600)}),
        "damaged",
    ),
    "macros": (by_hand(sheet_xml(""), {"xl/vbaProject.bin": b"x"}), "macros"),
    "old macros": (by_hand(sheet_xml(""), {"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "other files": (by_hand(sheet_xml(""), {"xl/externalLinks/externalLink1.xml": b"x"}), "links"),
    "connections": (by_hand(sheet_xml(""), {"xl/connections.xml": b"x"}), "elsewhere"),
    "embedded": (by_hand(sheet_xml(""), {"xl/embeddings/oleObject1.bin": b"x"}), "embedded"),
    "controls": (by_hand(sheet_xml(""), {"xl/activeX/activeX1.xml": b"x"}), "controls"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "an old one": (OLE + "Workbook".encode("utf-16-le"), "old Excel"),
    "no archive": (b"a,b,c\n1,2,3\n", "damaged"),
    "cut off": (SOUND[: len(SOUND) // 2], "damaged"),
    "another archive": (zipped({"word/document.xml": b"<x/>"}), "no Excel"),
    "another packing": (
        zipped({guard.MAIN: b"x" * 5000}, compress_type=zipfile.ZIP_BZIP2),
        "damaged",
    ),
    "nothing": (b"", "damaged"),
}
LATER = {
    "entities": (
        by_hand(f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="{MAIN}"/>'),
        "document type",
    ),
    "external entity": (
        by_hand(f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet xmlns="{MAIN}"/>'),
        "document type",
    ),
    "broken XML": (by_hand("<worksheet><sheetData>"), "damaged"),
    "no sheet": (made({"预算": [["年度", "金额"], [2027, 3]]}), "Sheets found: 预算"),
    "a sheet that is not there": (
        by_hand("", {"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
        "no sheet",
    ),
    "a part outside": (
        by_hand(
            sheet_xml(HEAD),
            {
                "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
                'Target="../../../etc/passwd"/></Relationships>'
            },
        ),
        "damaged",
    ),
    "items without names": (
        made({"目录": table([RESOURCE]), "数据项": [["甲", "乙"], [1, 2]]}),
        "headings",
    ),
}


def _say(content: bytes, queue) -> None:
    """In a process of its own, with little memory and little time."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    try:
        tables = sources.of(io.BytesIO(content), "xlsx")
        count = sum(1 for one in tables for _row in one.rows())
        said = f"{count} rows"
    except Wrong as wrong:
        with in_language("en"):
            said = str(wrong.said)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    queue.put((said, grown // 1024, time.monotonic() - began))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_turned_away_at_the_door(hand_in, name):
    content, said = HOSTILE[name]

    with in_language("en"), pytest.raises(Invalid) as refused:
        hand_in(content)

    assert said in refused.value.fields["file"][0]


@pytest.mark.parametrize("name", LATER)
def test_what_is_found_while_reading_is_a_fault(hand_in, name):
    content, said = LATER[name]

    job = hand_in(content)

    assert job.state == "faulty"
    assert any(said in one["en"] for one in job.faults), job.faults


def test_a_workbook_with_a_password_inside_the_archive_is_turned_away(app):
    marked = bytearray(SOUND)
    at = marked.find(b"PK\x01\x02")
    while at >= 0:  # the mark of an encrypted member, in every line of the directory
        marked[at + 8] |= 1
        at = marked.find(b"PK\x01\x02", at + 4)

    with in_language("en"), pytest.raises(Wrong) as wrong:
        guard.opened(io.BytesIO(bytes(marked)))
    with in_language("en"):
        assert "password" in str(wrong.value.said)


def test_numbers_of_rows_and_columns_are_not_believed(hand_in):
    claimed = sheet_xml(HEAD + ENTRY + '<row r="1048576"/>', "A1:XFD1048576")
    began = time.monotonic()

    job = hand_in(by_hand(claimed))

    assert [one["en"] for one in job.faults] == ["Please enter at least one item."]
    assert time.monotonic() - began < 20


def test_a_value_far_out_is_told_and_not_lost(hand_in):
    far = '<row r="2"><c r="XFD2"><v>7</v></c></row>'

    job = hand_in(by_hand(sheet_xml(HEAD + far + ENTRY.replace('r="2"', 'r="3"'))))

    assert ("XFD", 2) in {(one["column"], one["row"]) for one in job.faults}


def test_a_wrong_kind_of_file_is_turned_away(hand_in):
    for name in ("目录.xls", "目录.exe", "目录", "目录.csv"):
        with pytest.raises(Invalid):
            hand_in(SOUND, name)


def test_a_file_that_is_larger_than_may_be_is_turned_away(hand_in, monkeypatch):
    from app.foundation import files

    monkeypatch.setattr(files.settings, "largest", 1000)
    with in_language("en"), pytest.raises(Invalid, match=""):
        hand_in(of_entries(RESOURCE))


@pytest.mark.parametrize(
    ("rows", "most_megabytes"),
    [
        ('<row r="1">' + "<c/>" * 3_000_000 + "</row>", 150),
        ("<row/>" * 3_000_000, 150),
        ('<row r="1"><c t="inlineStr"><is><t>' + "长" * 9_000_000 + "</t></is></c></row>", 200),
        ("<x>" * 200_000 + "</x>" * 200_000, 150),
    ],
    ids=["cells", "rows", "text", "depth"],
)
def test_reading_takes_little_memory_and_little_time(app, rows, most_megabytes, monkeypatch):
    monkeypatch.setattr(guard, "RATIO", 100_000)  # past the first look
    ways = multiprocessing.get_context("fork")
    queue = ways.Queue()
    reader = ways.Process(target=_say, args=(by_hand(sheet_xml(rows)), queue))

    reader.start()
    said, grown, seconds = queue.get(timeout=120)
    reader.join()

    assert said
    assert grown < most_megabytes
    assert seconds < 60


def test_shared_texts_without_end_are_turned_away(app, monkeypatch):
    monkeypatch.setattr(guard, "RATIO", 100_000)
    strings = f'<sst xmlns="{MAIN}">' + "<si><t>a</t></si>" * (xlsx.xlsx_parts.MOST_STRINGS + 1)

    with in_language("en"), pytest.raises(Wrong) as wrong:
        xlsx.Workbook(io.BytesIO(by_hand(sheet_xml(""), {"xl/sharedStrings.xml": strings})))

    with in_language("en"):
        assert "unpacks" in str(wrong.value.said)
