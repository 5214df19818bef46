"""One case from the application to the reply to the feedback, over HTTP, by both sides."""

from sqlalchemy import select

from app.domain.sharing.models.filing import Filing
from app.foundation.database import db
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, cases, open_task


def kinds(case_id):
    found = select(Filing.kind).where(Filing.case_id == case_id).order_by(Filing.id)
    return list(db.session.scalars(found))


def test_a_case_that_both_sides_agree_on_ends_completed(desks):
    case_id = desks.apply()

    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)

    assert cases()[0].end == "completed"
    assert kinds(case_id) == ["application", "negotiation_result", "provision", "usage"]


def test_each_side_sees_the_closed_case_and_its_agreement(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)

    for login in ("jtw_share", "gsj_head"):
        assert "已办结" in desks.at(login).get(f"/cases/{case_id}").text
        assert "政务信息共享协议" in desks.at(login).get(f"/cases/{case_id}/agreement").text


def test_a_counter_offer_that_is_accepted_is_final(desks):
    desks.apply()
    desks.walk(
        APPROVED,
        (
            "gsj_share",
            "provider_response",
            {"outcome": "counter", "scope": "仅限市交通委运输管理处"},
        ),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("jtw_share", "consider_counter", {"outcome": "accept"}),
    )

    assert open_task("sign_demander").title
    page = desks.at("jtw_head").get(f"/tasks/{open_task('sign_demander').id}").text
    assert "仅限市交通委运输管理处" in page


def test_a_refusal_comes_before_the_office(desks):
    desks.apply()
    desks.walk(
        APPROVED,
        (
            "gsj_share",
            "provider_response",
            {
                "outcome": "refuse",
                "reason_code": "privacy",
                "reason": "涉及企业隐私",
                "legal_basis": "条例",
            },
        ),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
    )

    page = desks.at("xxb_escal").get(f"/tasks/{open_task('accept_dispute').id}").text
    assert "涉及企业隐私" in page
