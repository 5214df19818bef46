"""Who may apply for what, and how."""

import pytest
from sqlalchemy import func, select

from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.foundation.database import db
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.identity import queries as people
from app.workflow import parties
from tests.domain.sharing import cases


def wrong(**changes) -> set[str]:
    """The fields with which this application is turned down."""
    with pytest.raises(Invalid) as turned_down:
        cases.a_case(**changes)
    return set(turned_down.value.fields)


def test_a_case_has_a_number(app):
    assert cases.a_case().number == "京共申〔2026〕0001号"


def test_an_account_that_is_no_sharing_officer_cannot_apply(app):
    with pytest.raises(NotAllowed):
        cases.a_case("wsj_head")


def test_a_unit_does_not_apply_for_its_own_resource(app):
    assert wrong(login="gsj_share") == {"resource"}


def test_there_must_be_such_a_resource(app):
    assert wrong(resource="IR9999") == {"resource"}


def test_items_must_be_items_of_the_resource(app):
    assert wrong(items=["注册号", "房号"]) == {"items"}


def test_a_sensitive_item_asks_for_the_necessity(app):
    assert wrong(items=["注册号", "法定代表人姓名"]) == {"necessity"}


def test_with_the_necessity_a_sensitive_item_can_be_applied_for(app):
    assert cases.a_case(items=["法定代表人姓名"], necessity="核对身份").number


def test_the_same_submission_sent_twice_is_one_application(app):
    first = cases.a_case(key="k1")

    assert cases.a_case(key="k1").id == first.id
    assert db.session.scalar(select(func.count()).select_from(SharingCase)) == 1


def test_a_refused_application_draws_no_number(app):
    wrong(items=[])

    assert cases.a_case().number == "京共申〔2026〕0001号"


def test_the_provider_does_not_see_the_case_before_the_head_approved(app):
    case = cases.a_case()
    provider = people.account_by_login("gsj_share")
    assert not parties.may_see(case.id, provider)

    cases.approved(case)

    assert parties.may_see(case.id, provider)


def test_live_agreements_of_the_unit_are_kept_with_a_new_case(app):
    first = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))

    kept = cases.a_case().live_agreements

    assert [(one["case_id"], one["items"]) for one in kept] == [(first.id, cases.USUAL["items"])]


def test_an_agreement_past_its_term_is_not_live(app):
    case = cases.a_case(valid_until="2026-09-01")
    cases.signed(cases.answered(cases.approved(case), "agree"))
    cases.let_pass(3, case)

    assert cases.a_case().live_agreements == []


def test_a_revision_changes_the_application_and_not_the_resource(app):
    case = cases.a_case()
    cases.do(case, "unit_review", "wsj_head", "return", comment="范围过大")

    cases.do(case, "revise_application", "wsj_share", "resubmit", scope="一区", resource="IR0002")

    assert records.terms(case.id).scope == "一区"
    assert cases.fresh(case).resource_id == "IR0001"


def test_a_supplement_stays_within_what_the_head_approved(app):
    case = cases.approved(cases.a_case())
    cases.do(case, "provider_response", "gsj_share", "supplement", missing=["依据全文"])

    with pytest.raises(Invalid) as turned_down:
        more = [*cases.USUAL["items"], "住所"]
        cases.do(case, "supplement_application", "wsj_share", "resubmit", items=more)

    assert "items" in turned_down.value.fields


def test_what_is_missing_is_asked_for_once(app):
    case = cases.approved(cases.a_case())
    cases.do(case, "provider_response", "gsj_share", "supplement", missing=["依据全文"])
    cases.do(case, "supplement_application", "wsj_share", "resubmit", basis="附依据全文")

    with pytest.raises(Invalid) as turned_down:
        cases.do(case, "provider_response", "gsj_share", "supplement", missing=["其他"])

    assert set(turned_down.value.fields) == {"outcome"}


def test_a_counter_offer_must_change_something(app):
    case = cases.approved(cases.a_case())

    with pytest.raises(Invalid) as turned_down:
        cases.do(case, "provider_response", "gsj_share", "counter", scope="全市")

    assert set(turned_down.value.fields) == {"outcome"}


def test_a_counter_offer_may_not_charge(app):
    case = cases.approved(cases.a_case())

    with pytest.raises(Invalid) as turned_down:
        cases.do(case, "provider_response", "gsj_share", "counter", conditions="收取工本费")

    assert set(turned_down.value.fields) == {"conditions"}


def test_a_counter_offer_is_not_on_the_table_before_the_providers_head_approved(app):
    case = cases.approved(cases.a_case())

    cases.do(case, "provider_response", "gsj_share", "counter", scope="一区")

    assert records.terms(case.id).scope == "全市"


def test_a_counter_offer_returned_by_the_head_comes_to_nothing(app):
    case = cases.approved(cases.a_case())
    cases.do(case, "provider_response", "gsj_share", "counter", scope="一区")
    cases.do(case, "provider_approval", "gsj_head", "return", comment="再议")

    cases.answered(case, "agree")

    assert records.terms(case.id).scope == "全市"


def test_an_accepted_counter_offer_is_final(app):
    case = cases.answered(cases.approved(cases.a_case()), "counter", scope="一区")

    cases.do(case, "consider_counter", "wsj_share", "accept")

    final = records.terms(case.id)
    assert (final.status, final.scope) == ("final", "一区")
