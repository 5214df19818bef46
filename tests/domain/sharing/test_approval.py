"""Nobody approves what they had a hand in, or hands out tasks of a case they may not see."""

import pytest

from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.identity import acting, queries
from app.foundation.identity.models import AccountPost
from app.workflow import inbox
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do


@pytest.fixture
def both_posts(app):
    """Two people of each side; either may submit, and either may approve."""
    extra = {
        "wsj_share": "unit_approver",
        "wsj_head": "sharing_officer",
        "gsj_share": "unit_approver",
        "gsj_head": "sharing_officer",
    }
    with transaction():
        for login, post in extra.items():
            number = queries.account_by_login(login).id
            db.session.add(AccountPost(account_id=number, post=post))
    db.session.expire_all()


def refused(case, name: str, login: str, outcome: str = "approve") -> bool:
    with pytest.raises(NotAllowed) as why:
        do(case, name, login, outcome)
    return "不能审批自己提交的事项" in str(why.value.message)


def test_who_submitted_does_not_approve(both_posts):
    case = cases.a_case("wsj_share")

    assert refused(case, "unit_review", "wsj_share")
    do(case, "unit_review", "wsj_head", "approve")


def test_neither_the_first_submitter_nor_the_reviser_approves(both_posts):
    case = cases.a_case("wsj_share")
    do(case, "unit_review", "wsj_head", "return", comment="请补充范围")
    do(case, "revise_application", "wsj_head", "resubmit", **cases.USUAL)

    assert refused(case, "unit_review", "wsj_head")
    assert refused(case, "unit_review", "wsj_share")


def test_an_answer_returned_and_written_anew_by_a_colleague_is_approved_by_neither(both_posts):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "counter", scope="更小")
    do(case, "provider_approval", "gsj_head", "return", comment="再议")
    do(case, "provider_response", "gsj_head", "agree")

    assert refused(case, "provider_approval", "gsj_head")
    assert refused(case, "provider_approval", "gsj_share")


def test_after_an_approval_the_next_answer_is_counted_anew(both_posts):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "counter", scope="更小")
    do(case, "provider_approval", "gsj_head", "approve")
    do(case, "consider_counter", "wsj_share", "counter", scope="另一范围")
    do(case, "provider_response", "gsj_head", "agree")

    assert refused(case, "provider_approval", "gsj_head")
    do(case, "provider_approval", "gsj_share", "approve")


# --- Handing out tasks


def given(login: str, task_id: int, to: str) -> None:
    account = queries.account_by_login(login)
    with acting.as_account(account), transaction():
        inbox.reassign(task_id, account, queries.account_by_login(to))


def released(login: str, task_id: int) -> None:
    account = queries.account_by_login(login)
    with acting.as_account(account), transaction():
        inbox.release(task_id, account)


def test_a_head_hands_out_tasks_of_a_case_that_the_head_sees(app):
    case = cases.approved(cases.a_case())
    task = cases.open_task(case, "provider_response")

    given("gsj_head", task.id, "gsj_share")
    assert task.claimed_by.login == "gsj_share"
    released("gsj_head", task.id)
    assert task.claimed_by is None


def test_a_head_hands_out_nothing_of_a_case_hidden_from_the_head(app):
    case = cases.refused(cases.approved(cases.a_case()))
    do(
        case,
        "accept_dispute",
        "xxb_escal",
        responsibility="shared",
        consult=["GAJ"],
    )
    task = cases.open_task(case, "give_opinion")

    with pytest.raises(NotFound):
        inbox.task(task.id, queries.account_by_login("gaj_head"))
    with pytest.raises(NotFound):
        given("gaj_head", task.id, "gaj_share")
    with pytest.raises(NotFound):
        released("gaj_head", task.id)
    given_up = queries.account_by_login("gaj_share")
    with acting.as_account(given_up), transaction():
        inbox.claim(task.id, given_up)
        inbox.release(task.id, given_up)
    assert task.claimed_by_id is None
