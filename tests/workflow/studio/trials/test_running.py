"""A trial that is under way: begun once, taken up by one worker, stopped, given up."""

import pytest

from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.trials import beginning, contents, coverage, running, touching
from app.workflow.studio.trials.models import TrialResult
from app.workflow.studio.trials.noting import Notebook, Over
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed
from tests.workflow.studio.trying import tried

TWO = {"shipped:21-returned-by-own-head.yaml", "shipped:22-supplement-withdrawn.yaml"}


@pytest.fixture
def trial(draft, admin):
    with transaction():
        return beginning.begin(draft, admin, TWO)


def take_up(trial):
    with transaction():
        return running.take_up(trial.id)


def end(claimed, error=None):
    with transaction():
        running.end(claimed, error)


def states(number):
    db.session.expire_all()
    trial = beginning.find(number)
    return trial.state, [one.state for one in trial.results]


def test_a_trial_keeps_the_draft_as_it_was(draft, admin, trial):
    before = diagram(draft)
    with transaction():
        changed = renamed(before, "复核", "核对")
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=1, account=admin)

    files = contents.files(beginning.find(trial.id))

    assert files[PROCESS, APPLICATION].content == before
    assert contents.fingerprint(files) == trial.sha256


def test_there_is_one_trial_of_a_draft_at_a_time(draft, admin, trial):
    with pytest.raises(Conflict), transaction():
        beginning.begin(draft, admin)


def test_a_draft_with_faults_is_mended_first(draft, admin):
    with transaction():
        revisions.save(
            draft, FORM, "sharing/unit_review", b'{"components": []}', seen=0, account=admin
        )
    with pytest.raises(Conflict) as refused, transaction():
        beginning.begin(draft, admin)
    assert "sharing/unit_review" in str(refused.value.message)


def test_nothing_to_play_and_a_draft_put_away_are_refused(draft, admin):
    with pytest.raises(Invalid), transaction():
        beginning.begin(draft, admin, {"shipped:40-new-entry-published.yaml"})
    with transaction():
        revisions.discard(draft)
    with pytest.raises(Conflict), transaction():
        beginning.begin(draft, admin)


def test_one_worker_takes_it_up_and_another_when_that_one_is_dead(trial):
    first = take_up(trial)
    assert (first.trial_id, first.size) == (trial.id, 2)
    book = Notebook(db.engine, trial.id, first.claim)
    begun = book.next()
    book.note(begun.number, {"n": 0})

    second = take_up(trial)

    assert second.size == 2  # the one that was being played is begun again
    with pytest.raises(Over):
        book.note(begun.number, {"n": 1})
    assert book.next() is None
    with transaction():
        assert not running.beat(first)
        assert running.beat(second)


def test_each_scenario_is_given_out_once_the_longest_first(trial):
    claimed = take_up(trial)
    books = [Notebook(db.engine, trial.id, claimed.claim) for _ in range(3)]

    given = [book.next() for book in books]

    assert [one and one.key[8:10] for one in given] == ["21", "22", None]


def test_how_it_went_is_written_step_by_step(trial):
    claimed = take_up(trial)
    book = Notebook(db.engine, trial.id, claimed.claim)
    one, other = book.next(), book.next()
    book.note(one.number, {"n": 0})
    book.note(one.number, {"n": 1})
    book.end(one.number, None, ["sharing_application/unit_review"], 1.5)
    book.end(other.number, {"zh": "错", "en": "wrong"}, [], 0.1)
    end(claimed)

    assert states(trial.id) == ("done", ["passed", "failed"])
    result = db.session.get_one(TrialResult, (trial.id, one.number))
    assert (result.taken, result.steps) == (2, [{"n": 0}, {"n": 1}])


def test_a_program_that_died_fails_what_it_played_and_breaks_the_trial_off(trial):
    claimed = take_up(trial)
    Notebook(db.engine, trial.id, claimed.claim).next()
    end(claimed)

    assert states(trial.id) == ("broken", ["failed", "stopped"])
    assert "out of memory" in beginning.find(trial.id).results[0].error["en"]


def test_stopping_ends_it_where_it_is_and_keeps_what_was_played(trial):
    claimed = take_up(trial)
    book = Notebook(db.engine, trial.id, claimed.claim)
    first = book.next()
    book.end(first.number, None, [], 1.0)
    second = book.next()
    with transaction():
        beginning.stop(trial.id)
    with pytest.raises(Over):
        book.note(second.number, {"n": 0})
    with transaction():
        assert not running.beat(claimed)
    end(claimed)

    assert states(trial.id) == ("stopped", ["passed", "stopped"])
    with pytest.raises(Conflict), transaction():
        beginning.stop(trial.id)


def test_what_nobody_has_taken_up_stops_at_once(trial):
    with transaction():
        beginning.stop(trial.id)

    assert states(trial.id) == ("stopped", ["stopped", "stopped"])
    assert take_up(trial) is None


def test_what_broke_off_too_often_is_given_up(trial):
    for _turn in range(running.MOST_ATTEMPTS + 1):
        claimed = take_up(trial)
    with transaction():
        assert running.worn_out(claimed)
        running.end(claimed, running.BROKE_OFF)

    assert states(trial.id)[0] == "broken"


def test_old_trials_forget_their_steps_and_keep_how_they_ended(draft, admin):
    with transaction():
        oldest = tried(draft)
        for result in oldest.results:
            result.steps = [{"n": 0}]
        for _number in range(beginning.KEPT - 1):
            tried(draft)
        beginning.begin(draft, admin, TWO)

    result = db.session.get_one(TrialResult, (oldest.id, 1))
    assert (result.steps, result.state) == ([], "passed")


def test_the_coverage_names_the_arrows_that_no_scenario_takes(draft):
    with transaction():
        trial = tried(draft)
        trial.results[0].reached = [
            "sharing_application/application_to_unit_review",
            "sharing_application/unit_review",
        ]
        trial.results[1].reached = ["sharing_application/application_to_unit_review"]

    found = coverage.of(trial, touching.diagrams(contents.files(trial)))

    own = next(one for one in found if one.diagram.id == APPLICATION)
    (way,) = own.taken
    assert (way.flow.id, len(way.by)) == ("application_to_unit_review", 2)
    assert len(own.missed) == len(own.ways) - 1
    assert {one.diagram.id for one in found} >= {"sharing_mediation", "sharing_usage"}
