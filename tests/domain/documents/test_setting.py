"""How a paper is set: the rules of GB/T 9704-2012 that page and .docx share."""

from dataclasses import replace

import pytest

from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Paper, Part
from tests.domain.documents.papers import CONTRACT, DAY, EVERY, LETTER, RED_HEAD

DATE = "2026年3月2日"
TITLES = [
    "协议书",
    "北京市公安局关于不予提供常住人口登记信息的情况报告",
    "北京市工商行政管理局关于北京市交通委员会申请共享企业不良信用信息的复函",
    "关于报送《北京市信息化工作办公室常住人口登记信息共享安全保密协议》（京共申〔2026〕0001号）的报告",
    "很" * 90,
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_loses_nothing_and_every_line_fits(title):
    lines = setting.title_lines(title)

    assert "".join(lines) == title
    assert all(setting.width(line) <= setting.TITLE_LINE for line in lines)


def test_a_title_is_broken_where_the_sense_allows():
    assert setting.title_lines(TITLES[1]) == [
        "北京市公安局关于",
        "不予提供常住人口登记信息的情况报告",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["北京市信息化工作办公室关于", "共享用人单位社会保险登记信息", "争议的协调意见"],
        ["北京市信息化工作办公室关于", "办理重点场所图像监控点位信息", "共享事项的督办单"],
        ["北京市工商行政管理局关于", "不予共享企业登记基本信息情况的报告"],
    ],
)
def test_the_name_of_a_resource_is_not_broken(lines):
    assert setting.title_lines("".join(lines)) == lines


def test_no_line_of_a_title_begins_with_a_mark_or_ends_with_an_opening_one():
    for line in setting.title_lines(TITLES[3]):
        assert line[0] not in "》）〕，"
        assert line[-1] not in "《（〔"


@pytest.mark.parametrize(
    "name", ["市统计局文件", "北京市突发公共事件应急委员会办公室文件", "甲" * 40]
)
def test_a_red_name_never_leaves_the_type_area(name):
    mark = setting.mark(replace(RED_HEAD, head=name))

    assert len(name) * mark.wide <= setting.MARK_POINTS + 1
    assert mark.points <= setting.LARGEST_MARK


def test_the_name_of_a_letter_is_smaller_than_a_red_head():
    head = "市统计局"
    small, large = (setting.mark(replace(p, head=head)).points for p in (LETTER, RED_HEAD))
    assert small < large


@pytest.mark.parametrize(
    ("name", "seal", "placed"),
    [
        ("市工商局", True, (5, 4)),  # the date 4 in, the name centred above it
        ("北京市信息化工作办公室", True, (1.5, 4)),
        ("北京市突发公共事件应急委员会办公室", True, (1, 6.5)),  # a long name keeps off the edge
        ("北京市信息化工作办公室", False, (2, 5)),  # the date begins 2 after the name does
        ("甲", False, (9, 2)),  # a longer date stands 2 in, the name moves left
    ],
)
def test_name_and_date_stand_where_the_standard_wants_them(name, seal, placed):
    assert tuple(setting.signature(name, DATE, seal=seal)) == placed


def test_the_sides_of_a_contract_sign_on_the_same_rows():
    rows = setting.signing(CONTRACT.signers)

    assert rows[1] == ["北京市交通委员会", "北京市工商行政管理局"]
    assert rows[3:5] == [["代表（签字）：", "代表（签字）："], ["共享工作负责人岗"] * 2]


def test_what_was_typed_in_several_lines_becomes_paragraphs():
    assert setting.paragraphs(" 甲\r\n\n  乙\u2028丙\x07 ") == ["甲", "乙", "丙"]


def test_a_list_is_numbered_and_skips_what_is_empty():
    part = Part("list", text="甲\n乙", rows=(("丙", "丁"), (" ",)))
    assert setting.items(part) == ["1.丙：丁", "2.甲", "3.乙"]


def test_the_note_stands_in_one_pair_of_brackets():
    for note in ("此件公开发布", "（此件公开发布）"):
        assert setting.note(replace(LETTER, note=note)) == "（此件公开发布）"
    assert setting.note(replace(LETTER, note=" ")) == ""


def test_the_columns_of_a_table_share_the_whole_width():
    part = Part("table", columns=("单位", "意见"), rows=(("甲", "很长的一段意见" * 9), ("乙",)))
    narrow, wide = setting.shares(part)
    assert narrow < wide
    assert narrow + wide == pytest.approx(1)


@pytest.mark.parametrize("layout", EVERY)
def test_a_stored_paper_is_the_paper_that_was_issued(layout):
    paper = EVERY[layout][1]
    assert Paper.from_dict(paper.as_dict()) == paper


def test_a_paper_of_nothing_but_a_title_can_be_set():
    bare = Paper(layout="plain", title="", dated=DAY)
    assert setting.title_lines(bare.title) == [""]
    assert setting.mark(bare).points > 0
    assert setting.copies(bare) == ""
