"""One dispute on one page: what was asked and answered, the records, the law, the decision."""

import re
from html import unescape

import pytest
from lxml import html

from app.domain.sharing import records
from app.foundation.database import db
from app.web import dispute_cards
from app.web.cards import Panel
from tests.domain.sharing import cases as made
from tests.domain.sharing.cases import do
from tests.support.statements import counted

COUNTER = {
    "scope": "市卫生监督所本部",
    "items": ["注册号", "企业名称"],
    "mode": "batch_exchange",
    "conditions": "仅限在线核验",
}
ROW = re.compile(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td([^>]*)>(.*?)</td>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>|\s+")


@pytest.fixture
def case(app):
    """A counter-offer, a counter-offer back, then a refusal that the office has taken up."""
    found = made.answered(made.approved(made.a_case()), "counter", **COUNTER)
    do(found, "consider_counter", "wsj_share", "counter", scope="各区卫生监督所")
    made.refused(found)
    do(found, "accept_dispute", "xxb_escal", responsibility="produced", consult=["FZB", "HBJ"])
    do(found, "give_opinion", "fzb_legal", position="provide", opinion="属法定职责，应当提供")
    return found


def page(desks, case, login="xxb_escal"):
    answer = desks.at(login).get(f"/desk/{records.dispute(case.id).id}")
    assert answer.status_code == 200
    return answer.text


def starts(text, side):
    """The links that start the form from what a side said last."""
    return html.document_fromstring(text).xpath(f"//a[contains(@href, 'start={side}')]/@href")


def rows(text, card):
    """The rows of a card's table: name → cells, each with a * where it differs."""
    inside = text.partition(f'id="{card}"')[2].partition("</table>")[0]
    return {
        TAGS.sub("", name): [
            ("*" if "differs" in marks else "") + unescape(TAGS.sub("", cell))
            for marks, cell in CELL.findall(cells)
        ]
        for name, cells in ROW.findall(inside)
    }


def test_the_last_terms_of_both_sides_stand_side_by_side(desks, case):
    terms = rows(page(desks, case), "h-compare")

    assert terms["使用范围"] == ["各区卫生监督所", "*有差异：市卫生监督所本部", "—"]
    assert terms["附加条件"][0] == terms["附加条件"][1] == "仅限在线核验"
    assert terms["共享方式"][0].startswith("批量交换与共享目录所列的共享方式不同")
    assert terms["共享方式"][-1] == "服务接口"


def test_what_was_asked_and_answered_is_told_item_by_item(desks, case):
    items = rows(page(desks, case), "h-items")

    assert items["企业类型"][1:] == ["✓", "—", "—", "*有差异：不予共享"]
    assert items["注册号"] == ["字符型C(15)", "✓", "✓", "✓", "*有差异：不予共享"]
    assert "接入范围过大（部门职责规定）" in page(desks, case)


def test_a_sensitive_item_is_marked_and_what_was_not_delivered_too(desks, app):
    items = ["点位编号", "场所名称"]
    case = made.approved(made.a_case(resource="IR0001", items=["注册号", "企业名称"]))
    made.signed(made.answered(case, "agree"))
    given = {"delivered_items": ["注册号"], "access": "接口一"}
    for _time in range(2):
        do(case, "provide_data", "gsj_share", "provided", **given)
        do(
            case, "confirm_receipt", "wsj_share", "deficient",
            shortfall=["incomplete"], reason="缺企业名称",
        )  # fmt: skip

    told = rows(page(desks, case), "h-items")

    assert items and told["企业名称"][-1] == "*有差异：未提供"
    assert told["注册号"][-1] == "✓"
    assert "接口一" not in page(desks, case), "how to get it is for the two sides alone"


def test_who_has_not_answered_yet_is_told_with_the_days_left(desks, case):
    opinions = page(desks, case).partition('id="h-consulted"')[2].partition("</section>")[0]

    assert "属法定职责，应当提供" in opinions
    asked = opinions.partition("市环保局")[2]
    assert "尚未答复" in asked
    assert "还剩 5 个工作日" in asked


def test_a_unit_that_let_the_clock_run_out_counts_as_neutral(desks, case):
    made.let_pass(6, case)

    assert "未表态，视为无意见" in page(desks, case)


@pytest.mark.parametrize("words", ["三（四）", "第二十一条", "第二十八条", "报市信息办"])
def test_the_clause_and_the_article_that_apply_are_quoted(desks, case, words):
    assert words in page(desks, case)


def test_the_ledger_says_what_stands_still_and_why(desks, case):
    ledger = page(desks, case).partition('id="h-ledger"')[2]

    assert "中止计时" in ledger
    assert "被征求意见单位会商、被征求意见单位会商" not in ledger


def test_the_records_of_both_units_and_their_earlier_dispute_are_told(desks, case):
    made.refused(made.approved(second := made.a_case()))
    told = page(desks, second)

    assert rows(told, "h-records")["按时答复"] == ["3/3次", "—"]
    assert f'href="/desk/{records.dispute(case.id).id}"' in told


def test_the_decision_stands_beside_and_goes_where_the_task_s_page_sends_it(desks, case):
    made.let_pass(6, case)
    task = made.open_task(case, "propose_settlement")
    told = page(desks, case)

    assert f'action="/tasks/{task.id}"' in told
    desks.walk(("xxb_escal", "propose_settlement", {"outcome": "uphold", "grounds": "理由成立"}))
    assert made.open_names(case) == ["answer_settlement", "answer_settlement"]


def test_what_is_decided_on_stands_before_the_file_and_nothing_twice(desks, case):
    made.let_pass(6, case)
    told = page(desks, case)

    order = ("h-turn", "h-compare", "h-items", "h-said", "h-consulted", "h-form", "h-records")
    places = [told.index(f'id="{card}"') for card in (*order, "h-law", "h-ledger", "h-documents")]
    assert places == sorted(places)
    assert told.count("属法定职责，应当提供") == 1


def test_who_answered_from_the_dispute_comes_back_to_it(desks, case):
    made.let_pass(6, case)
    task = made.open_task(case, "propose_settlement")
    here = f"/desk/{records.dispute(case.id).id}"
    form = html.document_fromstring(page(desks, case)).get_element_by_id("answer")
    sent = {"next": form.fields["next"], "outcome": "uphold"}
    officer = desks.at("xxb_escal")

    kept = officer.post(f"/tasks/{task.id}", data=sent | {"_draft": "1", "_version": "0"})
    faulty = officer.post(f"/tasks/{task.id}", data=sent)
    sent["next"] = html.document_fromstring(faulty.text).get_element_by_id("answer").fields["next"]
    done = officer.post(f"/tasks/{task.id}", data=sent | {"grounds": "理由成立"})

    assert (kept.location, faulty.status_code, done.location) == (f"{here}#h-form", 422, here)
    told = page(desks, case)
    assert f"/tasks/{task.id}/recall" in told.partition('id="h-turn"')[0]


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org"])
def test_nobody_is_sent_to_another_site(desks, case, elsewhere):
    made.let_pass(6, case)
    task = made.open_task(case, "propose_settlement")
    sent = {"next": elsewhere, "outcome": "uphold", "grounds": "理由成立"}

    assert desks.at("xxb_escal").post(f"/tasks/{task.id}", data=sent).location == "/"


def test_the_form_there_starts_from_a_side_s_terms_and_shows_the_difference(desks, case):
    made.let_pass(6, case)
    here = f"/desk/{records.dispute(case.id).id}"
    (link,) = starts(page(desks, case), "provider")
    assert link.startswith(f"{here}?")

    told = desks.at("xxb_escal").get(link).text

    tree = html.document_fromstring(told)
    assert tree.get_element_by_id("answer").fields["scope"].strip() == COUNTER["scope"]
    assert "各区卫生监督所" in tree.xpath("//*[@data-difference]")[0].text_content()
    assert starts(page(desks, case, "xxb_head"), "provider") == []


def test_a_reply_on_paper_is_entered_from_there_by_the_office_s_officer_alone(desks, app):
    case = made.approved(made.a_case())
    made.let_pass(11, case)
    link = f'href="/paper/cases/{case.id}/reply"'

    assert link in page(desks, case)
    assert link not in page(desks, case, "xxb_head")


def test_a_colleague_s_task_is_not_answered_from_the_desk(desks, case):
    made.let_pass(6, case)
    task = made.open_task(case, "propose_settlement")
    desks.at("xxb_escal2").post(f"/tasks/{task.id}/claim")

    told = page(desks, case)

    assert 'id="answer"' not in told
    assert "您的同事" in told or "同事" in told


def test_a_draft_begun_on_the_task_s_page_is_there(desks, case):
    made.let_pass(6, case)
    task = made.open_task(case, "propose_settlement")
    draft = {"outcome": "uphold", "grounds": "尚在斟酌", "_version": "0"}
    desks.at("xxb_escal").post(f"/tasks/{task.id}/draft", data=draft)

    assert "尚在斟酌" in page(desks, case)


def test_english_is_complete(desks, case):
    desks.at("xxb_escal").post("/locale", data={"lang": "en", "next": "/"})
    told = desks.at("xxb_escal").get(f"/desk/{records.dispute(case.id).id}").text
    visible = TAGS.sub(" ", told.partition('id="h-law"')[2].partition("</section>")[0])

    assert "article 28" in visible
    assert not re.search(r"[一-鿿]{4}", visible.replace("京办发〔2005〕33号", ""))


def test_a_closed_dispute_says_how_it_ended(desks, case):
    made.let_pass(6, case)
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="理由成立")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")

    told = page(desks, case)

    assert "争议已办结。 维持不予提供" in told
    assert "/desk/urge" not in told


def test_the_page_asks_the_database_at_most_fifty_times(desks, case):
    officer = desks.at("xxb_escal")
    page(desks, case)
    with counted() as once:
        page(desks, case)
    assert officer

    print(f"a dispute: {len(once)} statements")
    assert len(once) <= 50


@pytest.mark.parametrize("wrong", ["999999", "99999999999999999999"])
def test_a_dispute_that_is_not_there(desks, app, wrong):
    db.session.rollback()
    assert desks.at("xxb_escal").get(f"/desk/{wrong}").status_code == 404


def test_cards_of_other_parts_stand_on_the_page(desks, case, monkeypatch):
    def card(dispute, account):
        facts = {"facts": [("争议", dispute.cause), ("读者", account.login)]}
        return Panel("h-other", "别处的卡片", "sharing/_facts.html", facts | {"items": []})

    monkeypatch.setattr(dispute_cards, "CARDS", (card, lambda dispute, account: None))

    told = page(desks, case).partition('id="h-other"')[2]

    assert "别处的卡片" in told
    assert "xxb_escal" in told
