"""A hundred rounds of every loop that the contract leaves unbounded, on the real database.

What grows without bound is counted, not timed: the engine's tree and the stored
state must be as large after 100 rounds as after ten.
"""

from collections.abc import Callable

import pytest

from app.foundation.database import db
from app.workflow.models import ProcessInstance, Release
from tests.workflow.engine.play import Play, answered, signed

ROUNDS = 100
MOST = 1.04  # numbers in the state become longer, nothing else does


class Stored(Play):
    """A case whose state goes through its row in the database at every step."""

    def _take(self, snapshot) -> None:
        super()._take(snapshot)
        if not hasattr(self, "row_id"):
            release = db.session.query(Release).first()
            if release is None:
                release = Release(sha256="rounds")
                db.session.add(release)
                db.session.flush()
            row = ProcessInstance(release_id=release.id, process_id="sharing_application")
            db.session.add(row)
            db.session.flush()
            self.row_id = row.id
        row = db.session.get_one(ProcessInstance, self.row_id)
        row.state = snapshot.state
        db.session.commit()
        self.state = db.session.get_one(ProcessInstance, self.row_id).state


def returned_to_the_officer(play: Play) -> None:
    """unit_review returns, revise_application resubmits."""
    play.do("unit_review", "return").do("revise_application", "resubmit")


def returned_by_the_head(play: Play) -> None:
    """provider_approval returns the answer to its officer."""
    play.do("provider_response", "agree").do("provider_approval", "return")


def countered(play: Play) -> None:
    """Both sides make counter-offers."""
    answered(play, "counter").do("consider_counter", "counter")


def secrecy_returned(play: Play) -> None:
    """The bureau returns the secrecy agreement, inside a called process."""
    play.do("sign_secrecy_provider").do("sign_secrecy_demander").do("file_secrecy", "return")


def not_delivered(play: Play) -> None:
    """The provider cannot deliver, the office consults and sets another date."""
    play.do("provide_data", "unable").do("accept_dispute").do("give_opinion", item="U1")
    play.do("give_opinion", item="U2").do("propose_settlement", "settle")
    play.do("answer_settlement", "accept", "DEM").do("answer_settlement", "accept", "PRO")


def renegotiated(play: Play) -> None:
    """A refusal goes before the group, which sends both sides back to the table."""
    answered(play, "refuse").do("accept_dispute").ring("consult")
    play.do("propose_settlement", "refer").do("prepare_agenda").ring("major").ring("vote")
    play.do("record_decision", "renegotiate")


def approved(**returns: object) -> Play:
    return Stored(returns=returns).do("unit_review", "approve")


LOOPS: dict[Callable[[Play], None], Callable[[], Play]] = {
    returned_to_the_officer: Stored,
    returned_by_the_head: approved,
    countered: approved,
    secrecy_returned: lambda: signed(answered(approved(draw_up_agreement=True))),
    not_delivered: lambda: signed(
        answered(approved(list_consulted=["U1", "U2"], adopt_settlement="resumed"))
    ),
    renegotiated: lambda: approved(list_consulted=["U1"], announce_decision="renegotiate"),
}


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_the_hundredth_round_costs_what_the_tenth_did(app, loop):
    play = LOOPS[loop]()
    opened = play.open
    for _ in range(10):
        loop(play)
    tree, stored = play.largest, play.longest

    for _ in range(ROUNDS - 10):
        loop(play)

    assert play.open == opened
    assert play.largest <= tree
    assert play.longest <= stored * MOST
