"""An official answers, a second machine works, while cases move: nothing is lost or done twice."""

from collections.abc import Callable

from app.foundation.database import transaction
from app.foundation.errors import Conflict
from app.foundation.identity import acting
from app.jobs.worker import work_off
from app.workflow import runtime
from tests.domain.sharing.cases import do, open_names, open_task
from tests.support.days import a_monday
from tests.support.people import account
from tests.support.together import at_once
from tests.workflow.studio.moves import acts
from tests.workflow.studio.moves.acts import a_case, confirm, of, release, renamed, run, tried

__all__ = ["a_monday"]
CASES = 6


def answering(app, task_id) -> Callable[[], str]:
    """Somebody at the provider's agrees, from another thread."""

    def answer() -> str:
        with app.app_context():
            officer = account("gsj_share")
            try:
                with acting.as_account(officer), transaction():
                    runtime.complete(task_id, {"outcome": "agree"}, officer)
            except Conflict as refused:
                return str(refused.message)
            return "answered"

    return answer


def working(app) -> Callable[[], str]:
    """A machine that looks for work."""

    def work() -> str:
        with app.app_context():
            return f"{work_off('move')} runs"

    return work


def test_whoever_answers_while_cases_move_loses_nothing(app):
    all_of_them = [a_case() for _ in range(CASES)]
    tasks = [open_task(case, "provider_response").id for case in all_of_them]
    new = release(change=renamed("provider_approval", "提供单位负责人核准"))
    number = tried(new)
    confirm(number)

    said = at_once([working(app), *(answering(app, task) for task in reversed(tasks))])

    assert said.count("answered") == CASES
    assert run(number).state == "done"
    for case in all_of_them:
        assert of(number, case).outcome == "moved"
        assert acts.instance(case).release_id == new
        assert acts.moves_of(case) == 1
        assert open_names(case) == ["provider_approval"]
        assert open_task(case, "provider_approval").title == "提供单位负责人核准"
    do(all_of_them[0], "provider_approval", "gsj_head", "approve")
    assert open_names(all_of_them[0]) == ["sign_demander", "sign_provider"]


def test_two_machines_share_the_work_and_move_no_case_twice(app):
    all_of_them = [a_case() for _ in range(CASES)]
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    confirm(number)

    said = at_once([working(app), working(app)])

    assert sorted(said) == ["0 runs", "1 runs"]
    assert [acts.moves_of(case) for case in all_of_them] == [1] * CASES
    assert run(number).state == "done"
