"""A trial is played in programs of its own, step by step, against the draft as it was."""

import pytest

from app.foundation.database import transaction
from app.jobs import run_trials
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.trials import beginning
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed


@pytest.fixture
def admin(app):
    return account("xxb_proc")


@pytest.fixture
def draft(admin):
    with transaction():
        made = revisions.begin("改一个字", admin)
        changed = renamed(diagram(made))
        revisions.save(made, PROCESS, APPLICATION, changed, seen=0, account=admin)
    return made


def test_a_trial_plays_the_draft_and_notes_each_step(app, draft, admin):
    with transaction():
        number = beginning.begin(draft, admin, {"shipped:22-supplement-withdrawn.yaml"}).id

    assert run_trials() == 1

    trial = beginning.find(number)
    assert trial.state == "done", trial.error
    result = trial.results[0]
    assert result.state == "passed", result.error
    print(result.steps, result.reached, result.seconds)
