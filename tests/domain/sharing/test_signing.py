"""Agreements: drawn up, signed, returned, in force; and secrecy filed before data."""

import pytest
from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.models.agreement import Signature
from app.domain.sharing.rules import documents
from app.domain.sharing.services import counter, guard
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.identity import queries as people
from app.workflow import parties
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do


def agreed():
    """Terms that are final and not signed yet."""
    return cases.answered(cases.approved(cases.a_case()), "agree")


def secret():
    """Final terms on a secret resource: 市应急办 asks 市公安局."""
    case = cases.a_case("yjb_share", **cases.SECRET)
    do(case, "unit_review", "yjb_head", "approve")
    do(case, "provider_response", "gaj_share", "agree")
    do(case, "provider_approval", "gaj_head", "approve")
    do(case, "sign_demander", "yjb_head", "sign")
    do(case, "sign_provider", "gaj_head", "sign")
    return case


def signed_in_secrecy(case):
    do(case, "sign_secrecy_demander", "yjb_head", "sign")
    do(case, "sign_secrecy_provider", "gaj_head", "sign")
    return case


def test_a_signature_keeps_account_post_and_the_hash_of_the_text(app):
    case = agreed()

    do(case, "sign_demander", "wsj_head", "sign")

    signature = db.session.scalars(select(Signature)).one()
    text = records.agreement(case.id).text
    assert signature.account_id == people.account_by_login("wsj_head").id
    assert (signature.post, signature.sha256) == ("unit_approver", documents.sha256(text))


def test_a_text_that_no_longer_fits_its_hash_is_not_signed(app):
    case = agreed()
    records.agreement(case.id).text += "另加一条"
    db.session.commit()

    with pytest.raises(Conflict):
        do(case, "sign_demander", "wsj_head", "sign")


def test_a_text_changed_after_one_signature_does_not_enter_into_force(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "sign")
    agreement = records.agreement(case.id)
    agreement.text += "另加一条"
    agreement.sha256 = documents.sha256(agreement.text)
    db.session.commit()

    with pytest.raises(Conflict):
        do(case, "sign_provider", "gsj_head", "sign")


def test_a_counter_offer_is_considered_with_a_word_on_what_accepting_means(app):
    case = cases.approved(cases.a_case())
    cases.answered(case, "counter", scope="一区")

    said = counter.context(cases.open_task(case, "consider_counter"), None).texts["outcome"]

    assert "提供单位的条款" in said
    assert "退回" not in said


def test_a_returned_agreement_is_considered_with_who_returned_it_and_why(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "return", reason="范围不符")

    said = counter.context(cases.open_task(case, "consider_counter"), None).texts["outcome"]

    assert "市卫生局" in said
    assert "“范围不符”" in said
    assert "重新签署" in said
    assert "提供单位的条款" not in said


def test_a_counter_offer_after_a_return_is_a_counter_offer_again(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "return", reason="范围不符")
    do(case, "consider_counter", "wsj_share", "counter", scope="一区")
    cases.answered(case, "counter", scope="二区")

    said = counter.context(cases.open_task(case, "consider_counter"), None).texts["outcome"]

    assert "提供单位的条款" in said
    assert "退回" not in said


def test_a_return_makes_the_other_signature_void_and_opens_the_terms(app):
    case = agreed()
    do(case, "sign_provider", "gsj_head", "sign")

    do(case, "sign_demander", "wsj_head", "return", reason="范围不符")

    assert cases.open_names(case) == ["consider_counter"]
    assert records.terms(case.id).status == "on_table"
    assert [s.stands for s in records.agreement(case.id).signatures] == [False, False]


def test_terms_final_again_are_filed_with_a_reference_to_the_first_filing(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "return", reason="范围不符")

    do(case, "consider_counter", "wsj_share", "accept")

    first, second = records.filings(case.id, "negotiation_result")
    assert (first.refers_to_id, second.refers_to_id) == (None, first.id)


def test_a_lapse_after_a_return_marks_the_filing_as_lapsed(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "return", reason="范围不符")

    cases.let_pass(11, case)

    assert cases.fresh(case).end == "lapsed"
    assert records.filings(case.id, "negotiation_result")[0].lapsed_at


def test_a_second_return_by_the_demander_is_a_withdrawal(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "return", reason="一")
    do(case, "consider_counter", "wsj_share", "accept")

    do(case, "sign_demander", "wsj_head", "return", reason="二")

    assert cases.fresh(case).end == "withdrawn"


def test_a_second_return_by_the_provider_is_a_failure_to_deliver(app):
    case = agreed()
    do(case, "sign_provider", "gsj_head", "return", reason="一")
    do(case, "consider_counter", "wsj_share", "accept")

    do(case, "sign_provider", "gsj_head", "return", reason="二")

    dispute = records.dispute(case.id)
    assert (dispute.cause, dispute.facts["how"]) == ("non_delivery", "returned")
    assert cases.open_names(case) == ["accept_dispute"]


def test_each_side_has_its_own_return(app):
    case = agreed()
    do(case, "sign_provider", "gsj_head", "return", reason="一")
    do(case, "consider_counter", "wsj_share", "accept")

    do(case, "sign_demander", "wsj_head", "return", reason="二")

    assert cases.open_names(case) == ["consider_counter"]


def test_where_only_the_demander_has_not_signed_the_provider_explains_nothing(app):
    case = agreed()
    do(case, "sign_provider", "gsj_head", "sign")

    cases.let_pass(21, case)

    assert cases.open_names(case) == ["accept_dispute"]
    assert records.dispute(case.id).late is False


def test_where_the_provider_has_not_signed_it_explains(app):
    case = agreed()
    do(case, "sign_demander", "wsj_head", "sign")

    cases.let_pass(21, case)

    assert cases.open_names(case) == ["explain_default"]
    assert records.dispute(case.id).late is True


def test_a_secret_resource_is_not_provided_before_the_bureau_has_filed(app):
    case = signed_in_secrecy(secret())

    assert cases.open_names(case) == ["file_secrecy"]
    with pytest.raises(Conflict):
        guard.opened(case.id)


def test_after_the_bureaus_filing_the_data_may_be_provided(app):
    case = signed_in_secrecy(secret())

    do(case, "file_secrecy", "bmj_file", "file")

    assert cases.open_names(case) == ["provide_data"]
    assert records.filings(case.id, "secrecy_agreement")[0].number == "京密备〔2026〕0001号"
    guard.opened(case.id)


def test_a_return_by_the_bureau_asks_both_to_sign_another_text(app):
    case = signed_in_secrecy(secret())
    first = records.secrecy_agreement(case.id).sha256

    do(case, "file_secrecy", "bmj_file", "return", reason="条款不全")

    assert cases.open_names(case) == ["sign_secrecy_demander", "sign_secrecy_provider"]
    assert records.secrecy_agreement(case.id).sha256 != first


def test_the_bureau_sees_a_case_only_when_there_is_something_to_file(app):
    bureau = people.account_by_login("bmj_file")
    ordinary, confidential = cases.signed(agreed()), secret()

    assert not parties.may_see(ordinary.id, bureau)
    assert parties.may_see(confidential.id, bureau)


def test_a_return_needs_a_reason(app):
    case = agreed()

    with pytest.raises(Invalid) as turned_down:
        do(case, "sign_demander", "wsj_head", "return")

    assert set(turned_down.value.fields) == {"reason"}
