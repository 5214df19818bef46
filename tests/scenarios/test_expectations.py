"""Each key of `expect` catches what is not as expected, and says what it found instead."""

from datetime import UTC, date, datetime

import pytest

from app.foundation.clock import LOCAL
from app.scenarios.expectations import differences
from app.scenarios.facts import Facts, OpenTask
from app.scenarios.script import Expect

MIDNIGHT = datetime(2026, 10, 9, 16, tzinfo=UTC)  # 24:00 of 9 October in the city


def a_task(name: str = "accept_dispute", **changes) -> OpenTask:
    usual = {
        "id": 1,
        "name": name,
        "unit_id": 1,
        "due_on": date(2026, 10, 9),
        "due_at": MIDNIGHT,
        "provisional": False,
    }
    return OpenTask(**usual | changes)


FOUND = Facts(
    open=[a_task(), a_task("cast_vote", provisional=True), a_task("cast_vote", provisional=True)],
    state="in_mediation",
    filings=["application", "dispute"],
    held=["answer"],
    diagram=["sharing_mediation/accept_dispute"],
    notified={("xxb_escal", "dispute_reported"), ("xxb_escal", "deadline_missed")},
)

AS_IT_IS = [
    {"open": ["cast_vote", "accept_dispute", "cast_vote"]},
    {"state": "in_mediation"},
    {"due": {"accept_dispute": date(2026, 10, 9)}},
    {"due": {"accept_dispute": datetime(2026, 10, 10, tzinfo=LOCAL)}},
    {"filings": ["application", "dispute"]},
    {"held": ["answer"]},
    {"provisional": ["cast_vote", "cast_vote"]},
    {"notified": {"xxb_escal": ["dispute_reported"]}},
    {"notified": {"xxb_escal": ["dispute_reported", "deadline_missed"]}},
    {"diagram": ["sharing_mediation/accept_dispute"]},
]

WRONG = [
    ({"open": ["accept_dispute", "cast_vote"]}, "found [accept_dispute, cast_vote, cast_vote]"),
    ({"open": []}, "open: expected [], found [accept_dispute"),
    ({"state": "signing"}, "state: expected signing, found in_mediation"),
    (
        {"due": {"accept_dispute": date(2026, 10, 8)}},
        "due: expected accept_dispute 2026-10-08, found 2026-10-09",
    ),
    (
        {"due": {"accept_dispute": datetime(2026, 10, 9, tzinfo=LOCAL)}},
        "expected accept_dispute 2026-10-08 24:00, found 2026-10-09 24:00",
    ),
    ({"due": {"accept_dispute": None}}, "expected accept_dispute none, found 2026-10-09"),
    ({"due": {"sign_provider": date(2026, 10, 9)}}, "found no open task of this id"),
    ({"filings": ["dispute", "application"]}, "filings: expected [dispute, application]"),
    ({"held": []}, "held: expected [], found [answer]"),
    ({"provisional": []}, "provisional: expected [], found [cast_vote, cast_vote]"),
    (
        {"notified": {"xxb_escal": ["task_assigned"]}},
        "notified: expected task_assigned to xxb_escal, found [deadline_missed, dispute_reported]",
    ),
    ({"notified": {"gaj_share": ["task_assigned"]}}, "to gaj_share, found no notice"),
    ({"diagram": []}, "diagram: expected [], found [sharing_mediation/accept_dispute]"),
]


@pytest.mark.parametrize("expected", AS_IT_IS, ids=str)
def test_what_is_as_expected_is_passed_over(expected):
    assert differences(Expect(line=1, **expected), FOUND) == []


@pytest.mark.parametrize(("expected", "message"), WRONG, ids=str)
def test_what_is_not_as_expected_is_said(expected, message):
    (said,) = differences(Expect(line=1, **expected), FOUND)

    assert message in said


def test_two_tasks_of_one_id_must_both_be_due_on_the_day():
    found = Facts([a_task(), a_task(due_at=MIDNIGHT.replace(day=8), due_on=date(2026, 10, 8))],
                  "", [], [], [], set())  # fmt: skip

    assert len(differences(Expect(line=1, due={"accept_dispute": date(2026, 10, 9)}), found)) == 1


def test_everything_that_is_wrong_is_said():
    wrong = Expect(line=1, state="signing", held=[], filings=[])

    assert len(differences(wrong, FOUND)) == 3
