"""What was exported can be imported again, and changes nothing."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import entries
from app.domain.catalogue.transfer import exporting
from app.domain.catalogue.transfer.dcat import Site
from app.domain.catalogue.transfer.exporting import Wanted
from app.foundation.database import db, transaction
from app.foundation.i18n import in_language
from tests.support.workbooks import made, opened

SITE = Site("https://sharing.example/", "XXB")
KINDS = {
    "basic": "resource",
    "application": "resource",
    "databases": "database",
    "collections": "collection",
}
WILD = {
    "formula": '=HYPERLINK("http://x","y")',
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "quoted": "'=already",
    "error": "#REF!",
    "wide": "＝1+1",
    "lines": "第一行\n第二行",
    "comma": '逗号,"引号"；分号',
}


def exported(catalogue: str, format_: str, viewer, **more) -> bytes:
    wanted = Wanted(catalogue, format_, viewer, **more)
    exporting.check(wanted)
    return b"".join(exporting.stream(wanted, SITE))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format_", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("catalogue", KINDS)
def test_an_export_that_is_imported_again_changes_nothing(
    hand_in, everything, catalogue, format_, language
):
    with in_language(language):
        content = exported(catalogue, format_, everything)

    job = hand_in(content, f"again.{format_}")

    assert (job.state, job.faults, job.left) == ("checked", [], [])
    assert job.kind == KINDS[catalogue]
    assert job.counts.pop("same") > 5
    assert set(job.counts.values()) == {0}


@pytest.mark.parametrize("format_", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("text", WILD.values(), ids=WILD)
def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(hand_in, everything, text, format_):
    content = entries.content_of("resource", "IR0003")
    with transaction():
        entries.write("resource", content | {"abstract": text}, entry_id="IR0003")
    file = exported("basic", format_, everything, entry_id="IR0003")

    job = hand_in(file, f"again.{format_}")

    assert (job.faults, job.counts["same"]) == ([], 1)


def test_in_a_workbook_nothing_is_a_formula(app, everything):
    content = entries.content_of("resource", "IR0003")
    wild = content | {"title": "=1+1", "abstract": WILD["formula"]}
    wild["items"][0]["name"] = "@cmd"
    with transaction():
        entries.write("resource", wild, entry_id="IR0003")

    book = opened(exported("basic", "xlsx", everything, entry_id="IR0003"))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    risky = [cell for cell in cells if str(cell.value).startswith(("=", "@"))]
    assert len(risky) >= 3
    assert all(cell.quotePrefix for cell in risky)


def test_in_csv_an_apostrophe_stands_before_what_a_spreadsheet_would_run(app, everything):
    content = entries.content_of("resource", "IR0003")
    with transaction():
        entries.write("resource", content | {"title": "=1+1"}, entry_id="IR0003")

    text = exported("basic", "csv", everything, entry_id="IR0003").decode()

    assert text.startswith("\ufeff编号,")
    assert ",'=1+1," in text


def test_a_new_city_takes_what_another_exported(hand_in, release, everything):
    """Without its numbers and codes, each entry is a new one and says the same."""
    book = opened(exported("collections", "xlsx", everything))
    sheet, items = book["目录"], book["数据项"]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 1).value = None
        sheet.cell(row, 2).value += "（新）"
    for row in range(2, items.max_row + 1):
        items.cell(row, 1).value = None
        items.cell(row, 2).value += "（新）"
    told = {
        name: [[c.value for c in row] for row in book[name].iter_rows()] for name in book.sheetnames
    }

    job = release(hand_in(made(told)))

    assert (job.state, job.faults) == ("done", [])
    old = entries.content_of("collection", "CR0002")
    new = db.session.scalars(
        select(EntryVersion.entry_id).where(
            EntryVersion.content["title"].astext == old["title"] + "（新）"
        )
    ).one()
    assert entries.content_of("collection", new) == old | {"title": old["title"] + "（新）"}


def test_nobody_exports_what_is_not_shown_to_them(app, everything):
    hidden = db.session.get_one(Resource, "IR0003")
    hidden.security_level = "机密"
    db.session.commit()
    stranger = type(everything)()

    told = exported("basic", "json", stranger).decode()
    public = db.session.scalar(
        select(func.count()).where(
            Resource.security_level == "公开",
            Resource.status == "published",
            Resource.catalogue == "政务基础信息共享目录",
        )
    )

    assert hidden.title not in told
    assert told.count('"version":') == public
