"""A value that a gateway ahead reads is put right; nobody gets past a guard rail by it."""

import pytest

from app.foundation.database import db, transaction
from app.foundation.errors import Conflict
from app.foundation.identity import acting
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import correcting
from tests.domain.sharing.cases import a_case, answered, approved, open_names, signed
from tests.support import invariants
from tests.workflow.studio.repairs.secrets import secret_terms

SECRECY = "sharing_agreement/secrecy_required"


@pytest.fixture
def put(admin):
    """Give a value of a case another content."""

    def put(case, key, to):
        with acting.as_account(admin), transaction():
            correcting.correct(
                case.id,
                key,
                to,
                "目录更正",
            )

    return put


def values(case):
    db.session.expire_all()
    found = correcting.values(db.session.get(ProcessInstance, case.id))
    return {one.key: (one.now, one.allowed) for one in found}


def test_only_what_a_gateway_ahead_reads_is_offered(app):
    case = approved(a_case())
    assert values(case) == {}

    answered(case, "agree")

    assert values(case) == {SECRECY: (False, (True, False))}


def test_a_value_put_right_sends_the_case_the_other_way(app, put):
    case = answered(approved(a_case()), "agree")

    put(case, SECRECY, "True")
    signed(case)

    assert open_names(case) == ["sign_secrecy_demander", "sign_secrecy_provider"]
    entry = db.session.execute(
        db.text("SELECT subject, details FROM audit_entry WHERE action = 'value corrected'")
    ).one()
    assert (entry.subject, entry.details["was"], entry.details["now"]) == (
        "secrecy_required",
        False,
        True,
    )
    assert invariants.check(db.session) == []


def test_a_secret_resource_does_not_become_an_open_one(app, put):
    case = secret_terms()
    assert values(case)[SECRECY][0] is True

    with pytest.raises(Conflict, match="护栏"):
        put(case, SECRECY, "False")


@pytest.mark.parametrize(
    ("key", "to"),
    [
        (SECRECY, "'x'"),
        (SECRECY, "__import__('os')"),
        ("sharing_application/case", "2"),
        ("sharing_application/outcome", "'agree'"),
        ("nothing", "True"),
    ],
)
def test_nothing_else_is_written(app, put, key, to):
    case = answered(approved(a_case()), "agree")

    with pytest.raises(Conflict):
        put(case, key, to)
