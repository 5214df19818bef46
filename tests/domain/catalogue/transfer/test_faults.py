"""Every fault is told by sheet, row and column; nothing is imported while there is one."""

from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.transfer import ImportEntry
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import entries
from app.foundation.database import db, transaction
from app.foundation.i18n import in_language
from tests.support.workbooks import ITEM, RESOURCE, made, of_entries, table


def told(job) -> list[tuple[str, int, str]]:
    return [(one["sheet"], one["row"], one["column"]) for one in job.faults]


def where(entry: dict[str, object], heading: str) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(entry).index(heading)]


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("所属目录", "没有这个目录", "possible are"),
        ("更新周期", "有空时", "possible are"),
        ("共享方式", "服务接口、传真", "传真"),
        ("信息资源提供方", "没有这个局", "no unit"),
        ("信息资源名称", "长" * 201, "200 characters"),
        ("信息资源摘要", None, "required"),
        ("共享类型", "有条件共享", "scope and uses"),
        ("须签保密协议", "也许", "yes or no"),
        ("发布日期", "三月二日", "not a date"),
        ("发布日期", "2026-02-30", "not a date"),
        ("发布日期", date(2031, 1, 1), "yet to come"),
        ("在线资源链接地址", "javascript:alert(1)", "http"),
        ("来源数据库", "DB9999", "no DB9999"),
        ("关联资源代码", "102001/999999", "no 102001/999999"),
        ("类代码", "壹", "digits"),
        ("分级", "秘密", "secrecy agreement"),
        ("限定网络", "政务内网", "from that network"),
        ("编号", "IR9999", "no entry IR9999"),
        ("信息资源摘要", "=1+1", "formula"),
    ],
)
def test_a_wrong_value_is_told_at_its_cell(hand_in, heading, value, said):
    entry = RESOURCE | {heading: value}
    job = hand_in(of_entries(entry))

    assert job.state == "faulty"
    assert any(said in one["en"] for one in job.faults), job.faults
    assert all(one["zh"] and one["sheet"] == "目录" and one["row"] == 2 for one in job.faults)
    law = {"共享类型", "分级"}  # there the law names other columns
    if heading not in law:
        assert told(job) == [("目录", 2, where(entry, heading))]


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("共享类型", "shared unconditionally"),
        ("共享类型", "ｕｎｃｏｎｄｉｔｉｏｎａｌ"),
        ("共享方式", "服务接口；文件下载"),
        ("信息资源提供方", "jtw"),
        ("信息资源提供方", "北京市交通委员会"),
        ("是否开放", "是"),
        ("发布日期", "２０２６年３月２日"),
        ("发布日期", "20260302"),
        ("发布日期", datetime(2026, 3, 2)),
        ("更新周期", "daily"),
    ],
)
def test_people_write_the_same_in_many_ways(hand_in, heading, value):
    job = hand_in(of_entries(RESOURCE | {heading: value}))

    assert (job.state, job.faults) == ("checked", [])
    assert job.counts["new"] == 1


def test_faults_of_items_stand_in_their_own_sheet(hand_in):
    items = [
        ITEM,
        ITEM | {"数据项名称": ""},
        ITEM,
        ITEM | {"数据项名称": "车位数", "数据类型": "文本"},
        ITEM | {"数据项名称": "经度", "信息资源名称": "没有这个资源"},
    ]

    job = hand_in(of_entries(RESOURCE, items=items))

    assert sorted(told(job)) == [
        ("数据项", 3, "B"),
        ("数据项", 4, "B"),
        ("数据项", 5, "C"),
        ("数据项", 6, "A"),
    ]


def test_an_entry_without_items_says_so(hand_in):
    job = hand_in(of_entries(RESOURCE, items=[]))

    assert [one["en"] for one in job.faults] == ["Please enter at least one item."]


def test_an_unknown_heading_is_a_fault_as_its_column_would_be_lost(hand_in):
    job = hand_in(of_entries(RESOURCE | {"备注": "很重要"}))

    assert told(job) == [("目录", 1, "L")]
    assert job.faults[0]["value"] == "备注"


def test_a_heading_twice_and_a_value_without_one_are_faults(hand_in):
    rows = table([RESOURCE])
    rows[0] += ["分级"]
    rows[1] += ["公开", "无主"]

    job = hand_in(made({"目录": rows, "数据项": table([ITEM])}))

    assert told(job) == [("目录", 1, "L"), ("目录", 2, "M")]


def test_the_same_entry_twice_is_a_fault_and_so_is_one_that_the_unit_has(hand_in, app):
    known = db.session.get_one(Resource, "IR0003")
    again = RESOURCE | {"信息资源名称": known.title, "信息资源提供方": "GSJ"}

    job = hand_in(of_entries(RESOURCE, RESOURCE, again, items=[ITEM]))

    assert ("目录", 3, "A") in told(job)
    assert any("IR0003" in one["en"] and one["row"] == 4 for one in job.faults)


def test_nothing_is_imported_while_one_cell_is_wrong(hand_in, release, app):
    before = db.session.scalar(select(func.count()).select_from(Resource))
    wrong = RESOURCE | {"信息资源名称": "另一个", "分级": "绝顶"}

    job = hand_in(of_entries(RESOURCE, wrong))

    with pytest.raises(Exception, match="不在这一步"):
        release(job)
    assert db.session.scalar(select(func.count()).select_from(Resource)) == before
    assert db.session.scalar(select(func.count()).select_from(ImportEntry)) == 0


def test_a_thousand_faults_are_kept_and_all_are_counted(hand_in):
    many = [RESOURCE | {"信息资源名称": f"资源{at}", "分级": "绝顶"} for at in range(1200)]

    job = hand_in(of_entries(*many))

    assert (job.fault_count, len(job.faults)) == (1200, 1000)


def test_a_column_that_is_not_there_stays_as_it_is(hand_in, release):
    before = entries.content_of("resource", "IR0003")
    rows = [["编号", "信息资源名称", "信息资源摘要"], ["IR0003", before["title"], "新的摘要"]]

    job = release(hand_in(made({"目录": rows})))

    assert job.state == "done"
    after = entries.content_of("resource", "IR0003")
    today = after["metadata_updated_on"]
    assert after == before | {"abstract": "新的摘要", "metadata_updated_on": today}
    version = db.session.scalars(
        select(EntryVersion).filter_by(entry_id="IR0003").order_by(EntryVersion.number.desc())
    ).first()
    assert (version.number, version.act, version.content) == (2, "changed", after)
    assert version.by.login == "xxb_head"


def test_a_row_may_name_its_entry_by_code(hand_in):
    code = db.session.get_one(Resource, "IR0003").code
    rows = [["信息资源代码", "信息资源名称", "信息资源摘要"], [code, "企业变更", "新的摘要"]]

    job = hand_in(made({"目录": rows}))

    assert (job.faults, job.counts["changed"]) == ([], 1)


def test_the_guide_s_own_layout_with_items_beside_the_entry_is_read(hand_in, release):
    entry = {"名称" if name == "信息资源名称" else name: v for name, v in RESOURCE.items()}
    blank = dict.fromkeys(entry)
    rows = [
        entry | {"信息项名称": "站点编号", "数据类型": "字符型C"},
        blank | {"信息项名称": "车位数", "数据类型": "整型I"},
        entry | {"名称": "公共自行车借还记录", "信息项名称": "借出时间", "数据类型": "日期时间型T"},
    ]

    job = release(hand_in(made({"附表": [["政务信息资源目录"], [], *table(rows)]})))

    assert (job.state, job.faults) == ("done", [])
    made_of = db.session.scalars(select(ImportEntry).order_by(ImportEntry.row)).all()
    assert [one.row for one in made_of] == [4, 6]
    content = entries.content_of("resource", made_of[0].entry_id)
    assert [item["name"] for item in content["items"]] == ["站点编号", "车位数"]


def test_a_resource_gets_the_next_code_of_its_class(hand_in, release):
    job = release(hand_in(of_entries(RESOURCE | {"类代码": 1, "项代码": "2", "目代码": 1})))

    made_of = db.session.scalars(select(ImportEntry)).one()
    code = entries.content_of("resource", made_of.entry_id)["code"]
    known = db.session.scalars(select(Resource.code).where(Resource.code.startswith("102001/")))
    assert job.state == "done"
    assert code == max(known)
    assert code.startswith("102001/0000")


def test_what_is_wrong_is_said_in_both_languages(hand_in):
    job = hand_in(of_entries(RESOURCE | {"信息资源提供方": "没有这个局"}))

    with in_language("zh"):
        assert "没有" in job.faults[0]["zh"]
    assert "no unit" in job.faults[0]["en"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_and_with_the_delimiters_of_this_country(
    hand_in, encoding, delimiter
):
    row = RESOURCE | {"数据项名称": "站点编号", "数据类型": "字符型C"}
    lines = [delimiter.join(row), delimiter.join(row.values())]

    job = hand_in("\r\n".join(lines).encode(encoding), "目录.csv")

    assert (job.state, job.faults, job.counts["new"]) == ("checked", [], 1)


def test_in_csv_a_fault_is_told_by_row_and_column_too(hand_in):
    lines = [",".join(RESOURCE), ",".join((RESOURCE | {"分级": "绝顶"}).values())]

    job = hand_in("\n".join(lines).encode(), "目录.csv")

    assert ("CSV", 2, "K") in told(job)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1"),
        ('{"entries": 3}', "entries"),
        ('{"entries": [{"x": 1}]}', "kind"),
        ('{"kind": "resource", "entries": [3]}', "object"),
        ('{"kind": "resource", "entries": [{"title": {"a": 1}}]}', "text"),
        ('{"kind": "resource", "entries": [{"title": "a\\u0000"}]}', "cannot be stored"),
        ('{"kind": "resource", "entries": [{"colour": "red"}]}', "not known"),
        ('{"kind": "resource", "entries": [{"items": "none"}]}', "list"),
        ('{"kind": "resource", "entries": [{"items": [{"name": "=", "length": -1}]}]}', "whole"),
        ("[" * 5000, "no JSON"),
        ('{"entries":[' + "[]," * 900_000 + "[]]}", "items"),
    ],
)
def test_json_that_is_wrong_is_answered_clearly(hand_in, text, said):
    job = hand_in(text.encode(), "目录.json")

    assert job.state == "faulty"
    assert any(said in one["en"] for one in job.faults), job.faults[:5]


def test_the_workbook_to_fill_in_offers_what_may_be_chosen(app):
    import io

    from app.domain.catalogue.transfer import sheets
    from app.domain.catalogue.transfer.cells import Names

    kept = io.BytesIO()
    sheets.write(kept, "resource", [], Names.now())
    book = load_workbook(io.BytesIO(kept.getvalue()))

    assert book.sheetnames == ["目录", "数据项", "说明", "代码"]
    assert book["代码"].sheet_state == "hidden"
    headings = [cell.value for cell in book["目录"][1]]
    assert headings[:9] == [
        "编号", "类代码", "项代码", "目代码", "细目代码", "信息资源名称*", "信息资源代码",
        "信息资源提供方*", "提供方代码",
    ]  # fmt: skip
    offered = {str(one.sqref): one.formula1 for one in book["目录"].data_validations.dataValidation}
    assert len(offered) > 10
    assert all("代码" in formula for formula in offered.values())


def test_an_empty_workbook_says_that_it_is_empty(hand_in, app):
    import io

    from app.domain.catalogue.transfer import sheets
    from app.domain.catalogue.transfer.cells import Names

    kept = io.BytesIO()
    sheets.write(kept, "database", [], Names.now())

    job = hand_in(kept.getvalue())

    assert [one["en"] for one in job.faults] == ["The file holds no entry."]


def test_a_database_comes_as_registered_with_its_number(hand_in, release, app):
    database = {
        "数据库名称": "公共自行车库", "所属单位": "JTW", "应用领域": "市政管理",
        "产生数据的业务": "自行车租还", "维护机构或岗位": "信息中心", "更新周期": "每日",
        "更新维护方案": "每日写入", "分级": "内部", "状态": "注册", "登记号": "京库〔2026〕9号",
    }  # fmt: skip
    item = {"数据库名称": "公共自行车库", "数据项名称": "站点编号", "数据类型": "字符型C"}
    without = hand_in(of_entries(database | {"登记号": None}, items=[item]))
    missing = [one["heading"] for one in without.faults]

    job = release(hand_in(of_entries(database, items=[item])))

    assert missing == ["登记号"]
    assert job.state == "done"
    entry_id = db.session.scalars(select(ImportEntry.entry_id).filter_by(job_id=job.id)).one()
    content = entries.content_of("database", entry_id)
    assert (content["status"], content["registration_no"]) == ("registered", "京库〔2026〕9号")


def test_what_the_process_keeps_is_left_alone_and_said_to_be(hand_in, app):
    before = entries.content_of("resource", "IR0003")
    rows = [["编号", "信息资源名称", "发布日期"], ["IR0003", before["title"], "2020-01-01"]]

    job = hand_in(made({"目录": rows}))

    assert (job.faults, job.counts["same"], job.left) == ([], 1, ["published_on"])


def test_a_withdrawn_entry_is_published_again(hand_in, release, app):
    with transaction():
        entries.withdraw("resource", "IR0003")
    title = entries.content_of("resource", "IR0003")["title"]

    job = release(
        hand_in(
            made({"目录": [["编号", "信息资源名称", "信息资源摘要"], ["IR0003", title, "又有了"]]})
        )
    )

    assert (job.state, job.counts["returned"]) == ("done", 1)
    assert db.session.get_one(Resource, "IR0003").status == "published"
    assert entries.content_of("resource", "IR0003")["status"] == "published"
