"""The API asked by whoever has read its document: what that says of an answer is what comes.

The questions are drawn from the document, good ones and such as it forbids.  `make fuzz` draws
more of them (FUZZ=20000, SEED=…); here only a few, always the same.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from app.foundation.database import transaction
from app.foundation.people import tokens
from tests.support.desks import APPROVED
from tests.support.people import account
from tests.support.rehearsal import Rehearsal

QUESTIONS = int(os.environ.get("FUZZ", "600")) // 10
SEED = int(os.environ.get("SEED", "20260831"))


@pytest.fixture
def secret(desks):
    """A token that may everything, of an account with a case."""
    desks.apply()
    desks.walk(APPROVED)
    with transaction():
        owner = account("gsj_share")
        return tokens.make(owner, owner, name="报表", scopes=tokens.SCOPES, days=30)[1]


def questions(api):
    """Of every address, in every way; a list with nothing in it would not be sent at all."""
    operations = [found.ok() for found in api.get_all_operations()]
    asked = st.one_of(
        one.as_strategy(generation_mode=mode) for one in operations for mode in GenerationMode
    )
    return asked.filter(lambda case: [] not in (case.query or {}).values())


def test_every_answer_is_one_that_the_document_foretells(database_url, secret):
    rehearsal, wrong = Rehearsal(database_url, PROPAGATE_EXCEPTIONS=False), {}
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", rehearsal.app)
    head = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}

    @settings(
        max_examples=QUESTIONS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @seed(SEED)
    @given(questions(api))
    def ask(case):
        try:
            case.call_and_validate(headers=head)
        except FailureGroup as group:
            for one in group.exceptions:
                wrong.setdefault((case.operation.label, one.title), (case, one.message))
        finally:
            rehearsal.undo()

    ask()
    rehearsal.close()
    assert wrong == {}, f"SEED={SEED}: " + "\n".join(f"{k}: {v}" for k, v in wrong.items())
