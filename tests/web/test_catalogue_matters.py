"""Matters of the catalogue on the pages: begun once, listed to those they concern, read in turn."""

import io

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.sharing import digest
from app.foundation.database import db
from app.foundation.files import Attachment
from app.foundation.notices import Notice
from app.scenarios.page import Page
from tests.support import matters
from tests.support.desks import open_task
from tests.support.matters import CHANGE, ENTRY, NEW, START, WITHDRAW, begin, fill_in, matter, send
from tests.support.people import account

PDF = b"%PDF-1.4\n%%EOF\n"
SUBMIT = {"outcome": "submit"}
APPROVE = ("gsj_head", "head_review", {"outcome": "approve"})


@pytest.fixture
def submitted(desks):
    """A new entry that waits for the unit's head."""
    case_id = begin(desks, **NEW)
    matters.walk(desks, ("gsj_share", "compile_entry", SUBMIT | ENTRY))
    return case_id


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def refused(answer):
    return Page(answer.status_code, "/", answer.text).refused_fields()


def test_the_same_form_sent_twice_is_one_matter(desks):
    first = send(desks, submission_key="k", **NEW)
    again = send(desks, submission_key="k", **NEW)

    assert (first.status_code, again.location) == (302, first.location)
    assert count(CatalogueCase) == 1


def test_other_content_under_the_same_key_is_offered_as_a_new_matter(desks):
    send(desks, submission_key="k", **NEW)

    other = send(desks, submission_key="k", **NEW | {"title": "另一条目"})

    assert other.status_code == 409
    assert "另一条目" in other.text
    assert count(CatalogueCase) == 1


def test_a_page_leads_here_with_the_entry_chosen(desks):
    page = desks.at("gsj_share").get(f"{START}?action=change&entry=IR0003").text

    form = Page(200, START, page).form()
    sent = dict(form.filled({}))
    assert (sent["action"], sent["entry"]) == ("change", "IR0003")


def test_an_own_entry_leads_to_its_change_and_the_matter_back_to_it(desks):
    page = "/portal/resources/IR0003"
    assert "action=change&amp;entry=IR0003" in desks.at("gsj_share").get(page).text
    for login in ("gsj_head", "jtw_share", "xxb_cat"):
        assert "action=change" not in desks.at(login).get(page).text, login

    case_id = begin(desks, **CHANGE)

    assert f'href="{page}"' in desks.at("gsj_share").get(f"/cases/{case_id}").text


def test_a_strange_address_asks_for_nothing(desks):
    page = desks.at("gsj_share").get(f"{START}?action=<script>&entry=IR9999")

    assert page.status_code == 200
    assert "<script>&" not in page.text


def test_a_draft_is_kept_until_the_form_is_sent(desks):
    officer = desks.at("gsj_share")
    officer.post(START, data=NEW | {"title": "草稿名称", "_draft": "1"})

    assert "草稿名称" in officer.get(START).text
    begin(desks, **NEW)
    assert "草稿名称" not in officer.get(START).text


def test_who_is_no_sharing_officer_reads_why_and_begins_nothing(desks):
    head = desks.at("gsj_head")

    assert "信息共享岗" in head.get(START).text
    assert head.post(START, data=NEW).status_code == 403
    assert count(CatalogueCase) == 0


def test_every_fault_of_an_entry_is_told_at_once_on_its_field(desks):
    begin(desks, **NEW)

    answer = fill_in(
        desks, "gsj_share", "compile_entry", **SUBMIT | ENTRY | {
            "abstract": "", "sharing_class": "conditional", "online_url": "ftp://x",
            "produced_by": "不存在局", "database": "DB9999", "security_level": "秘密",
            "items__1__name": "注册号", "items__1__data_type": "字符型C",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert {
        "abstract", "use_scope", "use_purpose", "online_url", "produced_by", "database",
        "secrecy_required", "items",
    } <= set(refused(answer))  # fmt: skip


def test_the_list_holds_what_the_account_may_see_and_no_sharing_case(desks, submitted):
    desks.apply()
    number = matter(submitted).number

    assert number in desks.at("gsj_share").get("/catalogue/matters/").text
    assert number in desks.at("xxb_audit").get("/catalogue/matters/").text
    for login in ("jtw_share", "xxb_cat", "xxb_escal", "xxb_head"):
        assert number not in desks.at(login).get("/catalogue/matters/").text, login
    assert number not in desks.at("gsj_share").get("/cases/").text


def test_the_list_is_searched_filtered_and_sorted(desks, submitted):
    other = matter(begin(desks, **WITHDRAW)).number
    officer, number = desks.at("gsj_share"), matter(submitted).number

    def found(query):
        text = officer.get(f"/catalogue/matters/?{query}", headers={"HX-Request": "true"}).text
        return [one for one in sorted((number, other), key=text.find) if one in text]

    assert found("") == [other, number]
    assert found("sort=oldest") == [number, other]
    assert found("text=年度报告") == [number]
    assert found("text=IR0003") == [other]
    assert found("process=catalogue_publication") == [other, number]
    assert found("state=office_review") == []
    assert found("state=unit_review&text=%00") == [other, number]


def test_tasks_of_both_rooms_wait_in_one_list_and_are_found_by_one_search(desks, submitted):
    desks.apply("gsj_share", "IR0042", items=["点位编号"], necessity="x")
    head = desks.at("gsj_head")

    page = head.get("/tasks/").text
    assert matter(submitted).number in page
    assert "重点场所图像监控点位信息" in page
    assert matter(submitted).number in head.get("/tasks/?text=年度报告").text


def test_the_office_sees_a_matter_from_the_heads_approval_on(desks, submitted):
    office = desks.at("xxb_cat")
    assert office.get(f"/cases/{submitted}").status_code == 404

    matters.walk(desks, APPROVE)

    page = office.get(f"/cases/{submitted}").text
    assert "企业每年公示的年度报告" in page
    assert desks.at("xxb_head").get(f"/cases/{submitted}").status_code == 200
    assert desks.at("xxb_escal").get(f"/cases/{submitted}").status_code == 404


def test_what_the_unit_revises_is_its_own_until_its_head_approves_it_anew(desks, submitted):
    matters.walk(
        desks, APPROVE,
        ("xxb_cat", "review_entry", {"outcome": "return", "comment": "缺从业人数"}),
        ("gsj_share", "revise_entry", {"outcome": "resubmit", "abstract": "内部修改稿"}),
    )  # fmt: skip

    assert "内部修改稿" in desks.at("gsj_head").get(f"/cases/{submitted}").text
    assert "内部修改稿" not in desks.at("xxb_cat").get(f"/cases/{submitted}").text
    matters.walk(desks, APPROVE)
    assert "内部修改稿" in desks.at("xxb_cat").get(f"/cases/{submitted}").text


def test_what_a_unit_says_to_itself_the_office_does_not_read(desks, submitted):
    matters.walk(
        desks,
        ("gsj_head", "head_review", {"outcome": "return", "comment": "内部意见"}),
        ("gsj_share", "revise_entry", {"outcome": "resubmit"}),
        APPROVE,
    )

    assert "内部意见" in desks.at("gsj_share").get(f"/cases/{submitted}").text
    assert "内部意见" not in desks.at("xxb_cat").get(f"/cases/{submitted}").text


def test_a_change_is_shown_old_against_new_column_by_column_and_item_by_item(desks):
    case_id = begin(desks, **CHANGE)
    changed = {
        "abstract": "新的摘要",
        "items__5__name": "变更机关",
        "items__5__data_type": "字符型C",
    }
    matters.walk(desks, ("gsj_share", "compile_change", SUBMIT | changed))

    page = desks.at("gsj_head").get(f"/cases/{case_id}").text

    assert "<ins>新的摘要</ins>" in page
    assert "数据项“变更机关”" in page
    assert "与条目第 1 版比较" in page


def test_a_clock_says_in_words_why_it_stands_still_and_the_menu_where_one_is(desks):
    case_id = begin(desks, **CHANGE)
    matters.walk(
        desks,
        ("gsj_share", "compile_change", SUBMIT | {"abstract": "新的摘要"}),
        ("gsj_head", "head_review_change", {"outcome": "approve"}),
    )

    page = desks.at("gsj_share").get(f"/cases/{case_id}").text

    assert "主管部门审核" in page
    assert "review_entry" not in page.split('id="h-clock"')[1].split("</section>")[0]
    place = page.split('aria-current="page">')[1][:20]
    assert place.startswith("目录事项")


def test_attachments_are_read_by_the_office_once_it_sees_the_matter(desks):
    officer = desks.at("gsj_share")
    form = NEW | {"submission_key": "k", "attachments": (io.BytesIO(PDF), "批复.pdf")}
    answer = officer.post(START, data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    path = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"

    assert officer.get(path).status_code == 200
    assert desks.at("xxb_cat").get(path).status_code == 404
    matters.walk(desks, ("gsj_share", "compile_entry", SUBMIT | ENTRY), APPROVE)
    assert desks.at("xxb_cat").get(path).status_code == 200
    assert desks.at("jtw_share").get(path).status_code == 404


def test_notices_name_the_matter_and_lead_to_it(desks, submitted):
    page = desks.at("gsj_head").get("/notices/").text

    assert matter(submitted).number in page
    assert f"/tasks/{open_task('head_review').id}" in page
    told = select(Notice.account_id).where(Notice.instance_id == submitted)
    assert account("xxb_cat").id not in set(db.session.scalars(told))


def test_no_page_of_a_sharing_case_breaks_on_a_matter(app, desks, submitted):
    matters.walk(desks, APPROVE)
    task = open_task("review_entry").id
    adapter = app.url_map.bind("localhost")
    names = {"instance_id": submitted, "case_id": submitted, "task_id": task}
    wrong = {}
    for rule in app.url_map.iter_rules():
        if not set(rule.arguments) or not set(rule.arguments) <= set(names):
            continue
        for login in ("gsj_share", "gsj_head", "xxb_cat", "xxb_escal", "xxb_head", "xxb_audit"):
            for method in sorted(rule.methods & {"GET", "POST"} - {"HEAD"}):
                values = {name: names[name] for name in rule.arguments}
                path = adapter.build(rule.endpoint, values, method=method)
                status = desks.at(login).open(path, method=method).status_code
                if status >= 500:
                    wrong[rule.endpoint, method, login] = status

    assert wrong == {}


def test_the_calendar_and_the_summary_speak_of_matters(app, desks):
    number = matter(begin(desks, **CHANGE)).number

    told = digest.compose(account("gsj_share"))
    assert number in told.text
    assert "市工商局" in told.text
