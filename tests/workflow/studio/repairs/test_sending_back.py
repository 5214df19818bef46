"""A case is put back to a step it has passed; what was filed and counted stays on record."""

import pytest

from app.domain.sharing import records
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict
from app.foundation.identity import acting
from app.workflow import clocks
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio.repairs import sending_back, suspending
from tests.domain.sharing.cases import (
    a_case,
    answered,
    approved,
    completed,
    do,
    filed,
    fresh,
    open_names,
    received,
    refused,
    signed,
)
from tests.support import invariants
from tests.workflow.studio.repairs.secrets import secret_terms


@pytest.fixture
def back(admin):
    """Put a case back to a step, as an administrator."""

    def back(case, key, why="误操作"):
        with acting.as_account(admin), transaction():
            sending_back.send_back(case.id, key, why)

    return back


def targets(case):
    """The steps that the case can be put back to."""
    db.session.expire_all()
    found = sending_back.targets(db.session.get(ProcessInstance, case.id))
    return sorted(one.key for one in found if not one.why_not)


def refusals(case):
    db.session.expire_all()
    found = sending_back.targets(db.session.get(ProcessInstance, case.id))
    return {one.node.id: one.why_not for one in found if one.why_not}


def test_an_answer_that_waits_for_approval_is_drafted_anew(app, back):
    case = approved(a_case())
    do(case, "provider_response", "gsj_share", "agree")
    assert targets(case) == ["sharing_application/provider_response"]

    back(case, "sharing_application/provider_response")

    assert open_names(case) == ["provider_response"]
    assert records.pending_answer(case.id) is None
    assert list(clocks.open_clocks(case.id)) == ["answer"]
    assert invariants.check(db.session) == []


def test_the_clock_of_the_answer_runs_on_with_its_ledger(app, back):
    case = approved(a_case())
    before = clocks.open_clocks(case.id)["answer"].id
    do(case, "provider_response", "gsj_share", "agree")

    back(case, "sharing_application/provider_response")

    running = clocks.open_clocks(case.id)["answer"]
    assert running.id == before
    assert [entry.event for entry in running.entries] == ["started"]


def test_final_terms_that_nobody_signed_are_talked_about_again_and_the_case_ends_well(app, back):
    case = answered(approved(a_case()), "agree")
    assert open_names(case) == ["sign_demander", "sign_provider"]
    do(case, "sign_demander", "wsj_head", "sign")

    back(case, "sharing_application/provider_response")

    assert open_names(case) == ["provider_response"]
    assert fresh(case) and records.terms(case.id).status == "on_table"
    assert records.last_agreement(case.id).status == "void"
    assert filed(case) == ["application", "negotiation_result"]
    assert invariants.check(db.session) == []
    completed(received(signed(answered(case, "agree"))))
    assert filed(case)[2] == "negotiation_result"
    assert records.filings(case.id, "negotiation_result")[1].refers_to_id
    assert fresh(case).instance.finished_at
    assert invariants.check(db.session) == []


def test_what_was_open_ends_unanswered_and_the_record_says_so(app, back):
    case = answered(approved(a_case()), "agree")

    back(case, "sharing_application/provider_response")

    ended = db.session.scalars(db.select(Task).filter_by(instance_id=case.id, name="sign_provider"))
    assert [(t.closed_by, t.answers) for t in ended] == [("cancelled", None)]
    entry = db.session.execute(
        db.text("SELECT subject, details FROM audit_entry WHERE action = 'case sent back'")
    ).one()
    assert (entry.subject, entry.details["reason"]) == ("provider_response", "误操作")


def test_an_agreement_in_force_stands_in_the_way(app, back):
    case = signed(answered(approved(a_case()), "agree"))
    assert open_names(case) == ["provide_data"]

    assert targets(case) == []
    assert set(refusals(case)) >= {"provider_response"}
    with pytest.raises(Conflict, match="已生效"):
        back(case, "sharing_application/provider_response")


def test_a_delivery_is_made_anew_under_the_same_agreement(app, back):
    case = signed(answered(approved(a_case()), "agree"))
    items = records.terms(case.id).items
    do(case, "provide_data", "gsj_share", "provided", delivered_items=items, access="接口一")

    back(case, "sharing_provision/provide_data")

    assert open_names(case) == ["provide_data"]
    completed(received(case))
    assert fresh(case).instance.finished_at
    assert invariants.check(db.session) == []


def test_nobody_gets_past_the_office_by_being_put_back(app, back):
    case = refused(approved(a_case()))
    assert open_names(case) == ["accept_dispute"]

    assert targets(case) == []
    with pytest.raises(Conflict):
        back(case, "sharing_application/provider_response")


def test_what_is_filed_is_not_unfiled(app, back):
    case = approved(a_case())

    assert "备案" in refusals(case)["unit_review"]


def test_one_of_several_beside_each_other_is_not_taken_up_alone(app, back):
    case = secret_terms()
    do(case, "sign_demander", "yjb_head", "sign")
    do(case, "sign_provider", "gaj_head", "sign")
    assert open_names(case) == ["sign_secrecy_demander", "sign_secrecy_provider"]

    assert not any("sign_" in key for key in targets(case))
    assert not set(refusals(case)) & {"sign_demander", "sign_provider"}


def test_the_office_proposes_anew(app, back):
    case = refused(approved(a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced", consult=[])
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="依据充分")
    assert open_names(case) == ["answer_settlement", "answer_settlement"]
    do(case, "answer_settlement", "wsj_share", "accept")

    back(case, "sharing_mediation/propose_settlement")

    assert open_names(case) == ["propose_settlement"]
    assert invariants.check(db.session) == []
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="补充依据后维持")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")
    assert fresh(case).end == "refused"
    assert invariants.check(db.session) == []


def test_a_suspended_case_is_put_back_and_its_new_clocks_stand_still(app, back, admin):
    case = answered(approved(a_case()), "agree")
    with acting.as_account(admin), transaction():
        suspending.suspend(case.id, "核查", admin)

    back(case, "sharing_application/provider_response")

    clock = clocks.open_clocks(case.id)["answer"]
    assert clock.due_on is None and clock.is_held
    assert invariants.check(db.session) == []
    with acting.as_account(admin), transaction():
        suspending.resume(case.id, "核查完毕", admin)
    assert clocks.open_clocks(case.id)["answer"].due_on
    assert invariants.check(db.session) == []
