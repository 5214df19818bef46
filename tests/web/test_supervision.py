"""The pages of supervision orders: the card of a case, the list, issuing one, taking one back."""

import pytest
from sqlalchemy import select

from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.rules import supervision as rules
from app.foundation import calendar, clock
from app.foundation.database import db, transaction
from app.jobs import fire_deadlines
from app.web import dispute_cards
from app.web.paging import SIZE
from tests.support.desks import AGREED, APPROVED, open_task
from tests.support.people import account
from tests.support.statements import counted

ORDER = {"duty": "sign_provider/GSJ", "days": "3", "expected": "请在三个工作日内签署协议"}


def later(days: int) -> None:
    """So many working days pass, and what fell due meanwhile rings."""
    clock.hand_in(clock.at_hour(calendar.current().add(clock.today(), days), 9))
    fire_deadlines()


@pytest.fixture
def unsigned(desks):
    """A case in which the provider has not signed in time."""
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED)
    later(6)
    return case_id


@pytest.fixture
def ordered(desks, unsigned):
    """... and was ordered to."""
    sent = desks.at("xxb_escal").post(f"/cases/{unsigned}/supervision", data=ORDER)
    assert sent.status_code == 302, sent.text
    return unsigned


@pytest.fixture
def silent(desks):
    """A case whose provider did not answer: the system has issued an order."""
    case_id = desks.apply()
    desks.walk(APPROVED)
    later(11)
    return case_id


def issued() -> list[SupervisionOrder]:
    db.session.expire_all()
    return list(db.session.scalars(select(SupervisionOrder).order_by(SupervisionOrder.id)))


def test_the_page_of_the_case_offers_an_order_to_its_office_where_something_is_overdue(
    desks, unsigned
):
    address = f"/cases/{unsigned}/supervision"

    assert address in desks.at("xxb_escal").get(f"/cases/{unsigned}").text
    assert address not in desks.at("gsj_head").get(f"/cases/{unsigned}").text
    form = desks.at("xxb_escal").get(address).text
    assert 'value="sign_provider/GSJ"' in form
    assert 'value="sign_demander/JTW"' in form


def test_an_order_is_read_on_the_page_of_the_case_by_both_sides_office_and_auditors(desks, ordered):
    for login in ("gsj_head", "jtw_share", "xxb_escal", "xxb_audit"):
        text = desks.at(login).get(f"/cases/{ordered}").text
        assert ORDER["expected"] in text, login
    assert "/withdraw" in desks.at("xxb_escal").get(f"/cases/{ordered}").text
    assert "/withdraw" not in desks.at("gsj_head").get(f"/cases/{ordered}").text


def test_the_order_of_the_system_says_that_its_days_are_a_default(desks, silent):
    text = desks.at("gsj_share").get(f"/cases/{silent}").text

    assert rules.EXPECTED["overdue"] in text
    assert "3 个工作日（本系统默认值）" in text


FAULTS = [
    ({"duty": ""}, "duty"),
    ({"duty": "sign_provider"}, "duty"),
    ({"duty": "propose_settlement/XXB"}, "duty"),
    ({"duty": "x" * 5000}, "duty"),
    ({"days": ""}, "days"),
    ({"days": "三"}, "days"),
    ({"days": "-1"}, "days"),
    ({"days": "9" * 400}, "days"),
    ({"expected": ""}, "expected"),
    ({"expected": "字" * 1001}, "expected"),
]


def test_a_form_with_faults_comes_back_with_what_was_typed(desks, unsigned):
    for changes, field in FAULTS:
        answer = desks.at("xxb_escal").post(f"/cases/{unsigned}/supervision", data=ORDER | changes)

        assert answer.status_code == 422, changes
        assert f'id="f-{field}-error"' in answer.text, changes
        assert field == "expected" or ORDER["expected"] in answer.text, changes
    assert issued() == []


def test_what_cannot_be_stored_is_refused_and_changes_nothing(desks, unsigned):
    for name in ORDER:
        bad = ORDER | {name: f"{ORDER[name]}\x00"}
        answer = desks.at("xxb_escal").post(f"/cases/{unsigned}/supervision", data=bad)
        assert answer.status_code in (400, 422), name
    assert issued() == []


def test_the_same_form_sent_twice_is_one_order(desks, ordered):
    again = desks.at("xxb_escal2").post(f"/cases/{ordered}/supervision", data=ORDER)

    assert again.status_code == 409
    assert len(issued()) == 1


def test_an_order_is_taken_back_with_a_reason(desks, ordered):
    address = f"/supervision/{issued()[0].id}/withdraw"
    office = desks.at("xxb_escal")
    assert office.get(address).status_code == 200
    assert office.post(address, data={"reason": " "}).status_code == 422

    assert office.post(address, data={"reason": "文本重新生成"}).status_code == 302

    assert issued()[0].closed_as == "withdrawn"
    assert office.post(address, data={"reason": "再次"}).status_code == 409
    assert "文本重新生成" in desks.at("gsj_head").get(f"/cases/{ordered}").text


def shown(answer) -> int:
    """The rows of the list."""
    return answer.text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")


ASKED = {
    "": 2,
    "state=open": 1,
    "state=closed": 1,
    "state=overdue": 1,
    "sort=due": 2,
    "sort=unit&state=open": 1,
    "state=nonsense&sort=none&unit=&page=9999999999": 2,
    "unit=abc": 0,
    "unit=99999999": 0,
    "unit=99999999999999999999": 0,
    "unit=%00&state=%00": 2,
}


def test_the_list_is_filtered_and_sorted(desks, silent):
    later(5)  # nobody explained: that order ended, late
    desks.apply(resource="IR0001")
    desks.walk(APPROVED)
    later(11)

    office = desks.at("xxb_escal")
    assert {asked: shown(office.get(f"/supervision/?{asked}")) for asked in ASKED} == ASKED


def test_the_list_is_filtered_by_unit(desks, ordered):
    unit = account("gsj_head").unit_id

    assert shown(desks.at("xxb_escal").get(f"/supervision/?unit={unit}")) == 1
    assert shown(desks.at("xxb_escal").get(f"/supervision/?unit={unit + 1}")) == 0


LISTED = {
    "xxb_escal": 1,
    "xxb_head": 1,
    "xxb_audit": 1,
    "gsj_head": 1,
    "gsj_share": 1,
    "jtw_head": 0,
    "hbj_head": 0,
    "xxb_sys": 0,
    "q0108_head": 0,
}


def test_everybody_lists_the_orders_of_the_own_office_or_unit(desks, ordered):
    assert {login: shown(desks.at(login).get("/supervision/")) for login in LISTED} == LISTED


def many(case_id: int, number: int) -> None:
    """So many closed orders beside the others."""
    office, unit = account("xxb_escal").unit_id, account("gsj_head").unit_id
    with transaction():
        db.session.add_all(
            SupervisionOrder(
                case_id=case_id, office_id=office, unit_id=unit, step="sign_provider", days=3,
                due_on=clock.today(), expected="签署", closed_at=clock.now(), closed_as="done",
            )
            for _one in range(number)
        )  # fmt: skip


def test_a_long_list_has_pages_and_asks_no_more_of_the_database(desks, ordered):
    office = desks.at("xxb_escal")
    office.get("/supervision/")
    with counted() as short:
        office.get("/supervision/")
    many(ordered, SIZE)

    with counted() as long:
        first = office.get("/supervision/")

    assert (shown(first), shown(office.get("/supervision/?page=2"))) == (SIZE, 1)
    assert len(long) <= len(short)


def test_a_case_asks_no_more_for_many_orders_than_for_one(desks, ordered):
    office = desks.at("xxb_escal")
    office.get(f"/cases/{ordered}")
    with counted() as one:
        office.get(f"/cases/{ordered}")
    many(ordered, 5)

    with counted() as six:
        office.get(f"/cases/{ordered}")

    assert len(six) <= len(one)


def test_only_the_rows_come_where_only_they_are_asked_for(desks, ordered):
    part = desks.at("xxb_escal").get("/supervision/", headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="rows">')


def test_the_page_of_a_dispute_has_the_orders_and_why_this_office_settles(app, desks, silent):
    dispute = db.session.scalars(select(Dispute)).one()
    with app.test_request_context():
        panels = {panel.id: panel for panel in dispute_cards.of(dispute, account("xxb_escal"))}

    assert [one["step"] for one in panels["h-orders"].values["orders"]] == ["说明情况"]
    assert "条例" in panels["h-competence"].values["line"]


def test_the_page_of_a_case_says_in_one_line_why_this_office_settles(desks):
    case_id = desks.apply()

    text = desks.at("jtw_share").get(f"/cases/{case_id}").text

    assert "市信息办：双方的同级政务数据共享主管部门（《条例》第二十八条）" in text


# --- Doors

WHO = {
    "anonymous": None,
    "demander_officer": "jtw_share",
    "demander_head": "jtw_head",
    "provider_officer": "gsj_share",
    "provider_head": "gsj_head",
    "outsider": "hbj_share",
    "office": "xxb_escal",
    "other_office": "q0108_head",
    "secretary": "ldxz_sec",
    "bureau": "bmj_file",
    "auditor": "xxb_audit",
    "sysadmin": "xxb_sys",
}
READERS = {"demander_officer", "demander_head", "provider_officer", "provider_head", "auditor"}


def due_answer(kind: str, ok: int) -> int:
    if kind == "anonymous":
        return 302
    return ok if kind == "office" else 403 if kind in READERS else 404


def test_every_door_opens_to_the_office_and_is_shut_or_not_there_for_everybody_else(
    app, desks, ordered
):
    order = issued()[0].id
    doors = [f"/cases/{ordered}/supervision", f"/supervision/{order}/withdraw"]
    wrong = {}
    for kind, login in WHO.items():
        client = desks.at(login) if login else app.test_client()
        for door in doors:
            for method, ok in (("get", 200), ("post", 422)):
                status = getattr(client, method)(door).status_code
                if status != due_answer(kind, ok):
                    wrong[kind, method, door] = (status, due_answer(kind, ok))
        if client.get("/supervision/").status_code != (200 if login else 302):
            wrong[kind, "list"] = "not shown"

    assert wrong == {}
    assert [one.closed_at for one in issued()] == [None]


def test_what_is_not_there_is_not_found(desks, ordered):
    office = desks.at("xxb_escal")
    for address in (
        "/cases/999999/supervision",
        "/supervision/999999/withdraw",
        "/supervision/99999999999999999999/withdraw",
        "/cases/99999999999999999999/supervision",
    ):
        assert office.get(address).status_code == 404, address
        assert office.post(address, data=ORDER | {"reason": "x"}).status_code == 404, address


def test_an_officer_of_the_office_who_does_not_hold_the_post_is_refused(desks, ordered):
    answer = desks.at("xxb_share").post(f"/cases/{ordered}/supervision", data=ORDER)

    assert answer.status_code == 404
    assert open_task("sign_provider").is_open


def test_a_unit_that_is_only_consulted_reads_neither_an_order_nor_its_document(desks, silent):
    office = {"responsibility": "built", "consult": "FZB"}
    explained = {"reason_code": "other", "reason": "人手不足", "remedy": "三日内答复"}
    desks.walk(("gsj_share", "explain_default", explained), ("xxb_escal", "accept_dispute", office))
    order = issued()[0]
    page = f"/documents/{order.document_id}"
    number = order.document.number

    for login, reads in (("fzb_legal", False), ("gsj_head", True), ("jtw_share", True)):
        client = desks.at(login)
        assert client.get(page).status_code == (200 if reads else 404), login
        assert client.get(f"{page}.docx").status_code == (200 if reads else 404), login
        assert (number in client.get(f"/cases/{silent}").text) == reads, login
        assert (number in client.get("/documents/").text) == reads, login


def test_the_document_of_an_order_is_read_by_whom_it_orders_wherever_that_stands(desks, silent):
    office = {"responsibility": "built", "consult": "FZB"}
    explained = {"reason_code": "other", "reason": "人手不足", "remedy": "三日内答复"}
    desks.walk(("gsj_share", "explain_default", explained), ("xxb_escal", "accept_dispute", office))
    order = issued()[0]
    with transaction():  # as if the consulted unit had been ordered
        order.unit_id = account("fzb_legal").unit_id

    assert desks.at("fzb_legal").get(f"/documents/{order.document_id}").status_code == 200
