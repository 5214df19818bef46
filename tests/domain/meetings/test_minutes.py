"""What minutes say, from plain values: sentences end once, and nothing is said twice."""

from datetime import date

from app.domain.meetings.rules import minutes
from app.domain.meetings.rules.minutes import Duty, Held, Item

DAY = date(2026, 9, 4)


def lines(**item):
    held = Held("领导小组", DAY, "09:30", "第一会议室", "组长", items=[Item("议题", "", **item)])
    return [part.label + part.text for part in minutes.compose(held).body]


def test_what_is_to_be_done_stands_inside_its_sentence():
    told = lines(decided="同意。", duties=[Duty("制定工作办法。", "市信息办", DAY)])

    assert "责任事项：制定工作办法，由市信息办负责，2026年9月4日前完成。" in told


def test_who_carries_the_decision_out_is_said_without_the_decision():
    told = lines(decided="由市工商局提供", duties=[Duty("由市工商局提供", "市工商局", None)])

    assert told[-2:] == ["会议议定：由市工商局提供。", "责任单位：市工商局。"]


def test_every_paragraph_that_was_typed_ends_with_its_stop():
    assert lines(remark="第一段\n\n第二段。")[-1] == "说明：第一段。\n第二段。"


def test_a_recusal_has_one_stop():
    assert lines(recusals=[("市档案局", "参与建设。")])[-1] == "回避：市档案局（参与建设）。"


def test_the_hour_is_said_as_in_official_papers():
    assert lines()[0].startswith("2026年9月4日9时30分，组长在第一会议室主持召开")
    assert minutes.hour("14:00") == "14时"
