"""The editor of terms: start from somebody's last word, see what changes, then send it."""

import re

import pytest
from lxml import html
from sqlalchemy import func, select

from app.domain.sharing.models.dispute import Settlement
from app.domain.sharing.models.terms import Terms
from app.foundation import calendar, clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.jobs.deadlines import fire_deadlines
from app.workflow.models import Draft
from tests.support.desks import ITEMS, open_task

APPLIED = {"items": ["纳税人识别号", "税种", "已缴税额"], "necessity": "核查欠税"}
COUNTER = {"outcome": "counter", "items": APPLIED["items"][:2], "scope": "仅限市场监管处"}
REFUSED = {
    "outcome": "refuse", "reason_code": "law", "reason": "依法保密", "legal_basis": "征管法第八条",
}  # fmt: skip


@pytest.fixture
def task(desks):
    """市地税局 offered less and then refused; the office is to propose how to settle it."""
    desks.apply("jw_share", "IR0009", **APPLIED)
    desks.walk(
        ("jw_head", "unit_review", {"outcome": "approve"}),
        ("ds_share", "provider_response", COUNTER),
        ("ds_head", "provider_approval", {"outcome": "approve"}),
        ("jw_share", "consider_counter", {"outcome": "counter", "items": APPLIED["items"]}),
        ("ds_share", "provider_response", REFUSED),
        ("ds_head", "provider_approval", {"outcome": "approve"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced"}),
    )
    return f"/tasks/{open_task('propose_settlement').id}"


def page(desks, path, login="xxb_escal"):
    answer = desks.at(login).get(path)
    assert answer.status_code == 200, answer.status_code
    return html.document_fromstring(answer.text)


def ticked(tree, name="items"):
    return tree.xpath(f"//input[@name='{name}'][@type='checkbox'][@checked]/@value")


def difference(tree):
    """The text of what changes, one block after the other."""
    found = tree.xpath("//*[@data-difference]")
    return " ".join((found[0] if found else tree).text_content().split())


def live(desks, task, login="xxb_escal", **typed):
    return desks.at(login).post(f"{task}/difference", data=typed)


def recorded():
    db.session.expire_all()
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Settlement, Terms, AuditEntry)
    ]


def test_the_form_can_start_from_the_providers_last_terms(desks, task):
    tree = page(desks, f"{task}?start=provider")

    assert ticked(tree) == COUNTER["items"]
    assert tree.xpath("string(//textarea[@name='scope'])").strip() == "仅限市场监管处"
    assert ticked(page(desks, f"{task}?start=demander")) == APPLIED["items"]


def test_the_page_says_what_a_start_overwrites(desks, task):
    assert "将覆盖下表中的数据项、使用范围" in page(desks, task).text_content()


def test_to_start_anew_records_nothing_and_leaves_the_draft(desks, task):
    desks.at("xxb_escal").post(task, data={"_draft": "1", "outcome": "settle", "scope": "另一范围"})
    before = recorded()

    page(desks, f"{task}?start=provider")

    assert recorded() == before
    kept = page(desks, task).xpath("string(//textarea[@name='scope'])")
    assert kept.strip() == "另一范围"


def test_grounds_entered_before_stay_when_the_terms_start_anew(desks, task):
    draft = {"_draft": "1", "outcome": "uphold", "grounds": "依据充分"}
    desks.at("xxb_escal").post(task, data=draft)

    tree = page(desks, f"{task}?start=table")

    assert "依据充分" in tree.xpath("string(//textarea[@name='grounds'])")


def test_an_unknown_start_is_none(desks, task):
    for start in ("office", "x" * 5000, "%00", "../table"):
        assert "已填入" not in page(desks, f"{task}?start={start}").text_content()


def test_what_the_provider_drafted_and_did_not_send_is_no_start_for_others(desks):
    desks.ask()
    desks.walk(
        ("gsj_share", "provider_response", {"outcome": "counter", "scope": "未送出的范围"}),
        ("gsj_head", "provider_approval", {"outcome": "return", "comment": "再议"}),
        ("gsj_share", "provider_response", REFUSED),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced"}),
    )

    tree = page(desks, f"/tasks/{open_task('propose_settlement').id}?start=provider")

    assert "未送出的范围" not in tree.text_content()
    assert not tree.xpath("//a[contains(@href, 'start=provider')]")


def test_the_difference_names_items_that_come_and_go_against_each_side(desks, task):
    answer = live(desks, task, outcome="settle", items=["纳税人识别号", "已缴税额"])

    tree = html.document_fromstring(answer.text)
    assert tree.xpath("//del/text()") == ["税种", "税种"]
    assert [ins.text_content().strip() for ins in tree.xpath("//ins")] == ["+ 已缴税额"]
    told = difference(tree)
    assert told.index("与当前条款相比、与需求单位最后的意见相比") < told.index(
        "与提供单位最后的意见相比"
    )


def test_the_difference_says_what_could_not_be_sent(desks, task):
    typed = {"outcome": "settle", "items": ["应纳税额"], "conditions": "收取工本费"}

    told = difference(html.document_fromstring(live(desks, task, **typed).text))

    assert re.search("数据项：.*应纳税额", told)
    assert "附加条件：" in told
    before = recorded()
    assert desks.at("xxb_escal").post(task, data=typed).status_code == 422
    assert recorded()[:2] == before[:2]


def test_terms_that_change_nothing_are_said_and_may_be_sent(desks, task):
    same = {"outcome": "settle", "items": APPLIED["items"]}

    assert "没有任何改变" in difference(html.document_fromstring(live(desks, task, **same).text))
    assert desks.at("xxb_escal").post(task, data=same).status_code == 302


def test_an_answer_without_terms_has_no_difference(desks, task):
    assert "不涉及条款" in live(desks, task, outcome="uphold", grounds="依据充分").text


def test_the_live_difference_keeps_nothing(desks, task):
    before = recorded()

    live(desks, task, outcome="settle", scope="只看看")

    assert recorded() == before
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_without_a_script_a_button_shows_the_difference_and_keeps_what_was_typed(desks, task):
    before = recorded()
    typed = {"_preview": "1", "outcome": "settle", "items": ["纳税人识别号"], "_version": "0"}

    answer = desks.at("xxb_escal").post(task, data=typed)

    assert answer.status_code == 302
    assert answer.location.endswith("#h-difference")
    tree = page(desks, answer.location.partition("#")[0])
    assert "已缴税额" in difference(tree)
    assert ticked(tree) == ["纳税人识别号"]
    assert recorded() == before


HOSTILE = [
    {"valid_until": "99999-99-99", "items": "\x00"},
    {"valid_until": "1" * 5000, "mode": "telepathy"},
    {"substitute": "IR0055\x00", "items": "x" * 10_000},
    {"substitute": ["IR0001", "IR0002"], "provide_by": "2026-02-30"},
]


def test_bad_input_is_shown_as_such_and_not_as_an_error(desks, task):
    for typed in HOSTILE:
        answer = live(desks, task, outcome="settle", **typed)

        assert answer.status_code == 200
        assert "这样不能提交" in answer.text, typed


def test_nobody_but_who_may_answer_sees_a_difference(desks, task):
    for login, status in {"jw_share": 403, "ds_share": 403, "hbj_share": 404}.items():
        assert live(desks, task, login, outcome="settle").status_code == status
    assert live(desks, "/tasks/999999999").status_code == 404


def test_a_step_without_terms_has_no_difference(desks):
    desks.apply()

    assert live(desks, f"/tasks/{open_task('unit_review').id}", "jtw_head").status_code == 404


def test_the_suggestions_stand_on_the_page_with_their_reasons(desks, task):
    told = page(desks, task).text_content()

    assert "欠税企业公告信息" in told
    assert "有所需 3 项中的 2 项：纳税人识别号、税种（范围较窄的“欠税税种”）" in told
    assert "10 个工作日内答复" in told


def test_the_suggestions_come_first_among_the_substitutes(desks, task):
    options = page(desks, task).xpath("//select[@name='substitute']/option")

    assert options[1].get("value") == "IR0055"
    assert "有所需 3 项中的 2 项" in options[1].text
    assert len(options) > 40


def test_one_click_fills_the_substitute_and_its_items_in(desks, task):
    tree = page(desks, task)
    link = tree.xpath("//a[contains(@href, 'substitute=IR0055')]/@href")[0].partition("#")[0]

    filled = page(desks, link)

    assert filled.xpath("//select[@name='substitute']/option[@selected]/@value") == ["IR0055"]
    assert ticked(filled) == ["纳税人识别号", "欠税税种"]
    assert "欠税余额" in filled.xpath("//input[@name='items']/@value"), "its other items are there"
    assert "欠税企业公告信息 (IR0055)" in difference(filled)


def test_only_a_suggestion_is_filled_in(desks, task):
    for wanted in ("IR0046", "IR9999", "IR0055'--", "x" * 3000, "%00"):
        tree = page(desks, f"{task}?substitute={wanted}")

        assert tree.xpath("//select[@name='substitute']/option[@selected]/@value") == [], wanted


def test_a_provider_that_was_only_silent_has_refused_nothing(desks):
    desks.ask()
    clock.hand_in(clock.at_hour(calendar.current().add(clock.today(), 11), 9))
    fire_deadlines()
    told = {"reason_code": "other", "reason": "系统升级", "remedy": "十日内答复"}
    desks.walk(
        ("gsj_share", "explain_default", told),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced"}),
    )

    shown = page(desks, f"/tasks/{open_task('propose_settlement').id}").text_content()

    assert "可替代的资源" not in shown
    assert "条款起点" in shown


def test_a_counter_offer_shows_its_difference_too(desks):
    desks.ask()
    path = f"/tasks/{open_task('provider_response').id}"

    told = live(desks, path, "gsj_share", outcome="counter", items=ITEMS[:1], scope="运管处").text

    assert re.search(r"<del>企业名称</del>", told)
    assert "运管处" in told
