"""A new step stops every scenario that comes to it; what is answered there is said once."""

import json

import pytest

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.jobs.worker import work_off
from app.workflow.definitions import FORM, PROCESS, SCENARIO
from app.workflow.studio import difference, revisions
from app.workflow.studio.trials import adapting, beginning, gate, shelf
from tests.support.people import account
from tests.workflow.drawings import Drawing
from tests.workflow.studio.drawing import APPLICATION, diagram

PLAYED = {"shipped:22-supplement-withdrawn.yaml", "shipped:21-returned-by-own-head.yaml"}
STEP = "legal_check"
SHAPE = {
    "type": "default",
    "id": STEP,
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "id": "f1", "key": "advice", "label": "法制意见",
         "validate": {"required": True}, "properties": {"label_en": "Legal advice"}},
    ],
}  # fmt: skip


def admin():
    """The job throws its session away, and rows read before with it."""
    return account("xxb_proc")


def with_a_step(revision):
    """The diagram with a step of the unit's own before its head."""
    drawing = Drawing(diagram(revision))
    drawing.user(STEP, "demander", "sharing_officer", state="under_review", name_en="Legal check")
    for flow in drawing.into("unit_review"):
        drawing.redirect(flow.get("id"), STEP)
    drawing.connect(STEP, "unit_review")
    return drawing.bytes()


@pytest.fixture
def number(app):
    with transaction():
        made = revisions.begin("加法制审核", admin())
        shape = json.dumps(SHAPE, ensure_ascii=False).encode()
        revisions.save(made, FORM, f"sharing/{STEP}", shape, seen=0, account=admin())
        drawn = with_a_step(made)
        revisions.save(made, PROCESS, APPLICATION, drawn, seen=0, account=admin())
        return made.id


def play(number, keys=PLAYED):
    with transaction():
        trial = beginning.begin(revisions.find(number), admin(), keys).id
    work_off("trial")
    return beginning.find(trial)


def states(trial):
    return {result.key: result.state for result in trial.results}


def test_scenarios_that_stand_still_at_a_new_step_are_given_its_answer_and_pass(number):
    trial = play(number)
    assert set(states(trial).values()) == {"failed"}

    (stop,) = adapting.stops(trial, revisions.files(revisions.find(number)))
    assert (stop.step, len(stop.titles), stop.proposal) == (STEP, 2, "advice: …")
    with transaction():
        assert adapting.answer(trial, STEP, "advice: 符合规定", admin()) == 2

    again = play(number)
    # One comes to it a second time, after the head sent the application back.
    if "failed" in states(again).values():
        with transaction():
            adapting.answer(again, STEP, "advice: 符合规定", admin())
        again = play(number)
    assert set(states(again).values()) == {"passed"}
    now = gate.standing(revisions.find(number))
    assert {one.key for one in now.passed} == PLAYED
    assert all(one.is_adapted for one in now.passed)


def test_an_adapted_text_belongs_to_its_draft_alone_until_that_is_released(number):
    key = next(iter(PLAYED))
    text = adapting.sheet(revisions.find(number), key).text

    with transaction():
        adapting.save(
            revisions.find(number), key, text + "\n# 随修订稿调整\n", seen=0, account=admin()
        )

    other = {one.key: one for one in shelf.sheets(revisions.released())}
    assert not other[key].is_adapted
    found = revisions.find(number)
    assert adapting.sheet(found, key).text.endswith("# 随修订稿调整\n")
    changed = difference.between(revisions.released(), revisions.files(found))
    assert (SCENARIO, key) in {(one.kind, one.key) for one in changed}


@pytest.mark.parametrize(
    "text",
    [
        "title: x",
        "!!python/object/apply:os.system [id]",
        "a: &a [*a, *a]",
        "title: x\nprocess: y\nclock: 2026-08-31 10:00\nsteps: []\n" + "#" * 70_000,
    ],
    ids=["no scenario", "a tag that runs", "an alias", "too long"],
)
def test_a_text_that_cannot_be_played_is_not_kept(number, text):
    with pytest.raises(Invalid), transaction():
        adapting.save(revisions.find(number), next(iter(PLAYED)), text, seen=0, account=admin())

    assert SCENARIO not in {item.kind for item in revisions.find(number).items}


def test_a_scenario_that_does_not_exist_is_not_adapted(number):
    with pytest.raises(NotFound), transaction():
        adapting.save(
            revisions.find(number), "shipped:../../secret.yaml", "x", seen=0, account=admin()
        )


def test_who_had_an_older_text_before_him_overwrites_nothing(number):
    key = next(iter(PLAYED))
    text = adapting.sheet(revisions.find(number), key).text
    with transaction():
        adapting.save(revisions.find(number), key, text + "\n# 一\n", seen=0, account=admin())

    with pytest.raises(revisions.Overtaken), transaction():
        adapting.save(revisions.find(number), key, text + "\n# 二\n", seen=0, account=admin())


def test_where_nothing_stands_still_nothing_is_answered(number):
    with transaction():
        trial = beginning.begin(revisions.find(number), admin(), PLAYED)
    with pytest.raises(Conflict), transaction():
        adapting.answer(trial, STEP, "advice: x", admin())
