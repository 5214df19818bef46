"""The story from the application to the archive, through the services and the real engine."""

from sqlalchemy import select

from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.usage import Archive
from app.foundation.database import db
from tests.domain.sharing import cases


def test_an_agreed_case_is_filed_four_times_and_completed(app):
    case = cases.approved(cases.a_case())

    cases.completed(cases.received(cases.signed(cases.answered(case, "agree"))))

    assert cases.filed(case) == ["application", "negotiation_result", "provision", "usage"]
    assert cases.fresh(case).end == "completed"
    assert case.instance.case_state == "completed"


def test_the_agreement_outlives_the_case(app):
    case = cases.approved(cases.a_case())

    cases.completed(cases.received(cases.signed(cases.answered(case, "agree"))))

    assert db.session.scalars(select(Agreement.status)).one() == "in_force"


def test_a_closed_case_is_promised_an_archive(app):
    case = cases.a_case()
    cases.do(case, "unit_review", "wsj_head", "return", comment="不妥")

    cases.do(case, "revise_application", "wsj_share", "withdraw")

    assert db.session.get(Archive, case.id).status == "pending"
