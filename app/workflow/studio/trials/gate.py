"""No release unless its scenarios passed on exactly these contents."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.i18n import _
from app.workflow.definitions import Source
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name
from app.workflow.studio.trials import contents, touching
from app.workflow.studio.trials.models import FAILED, PASSED, Trial, TrialResult
from app.workflow.studio.trials.shelf import Sheet

MOST_NAMED = 3


@dataclass(frozen=True)
class Standing:
    """How far a draft is tried: each scenario that would show what it changes."""

    sha256: str
    passed: tuple[Sheet, ...]
    failed: tuple[Sheet, ...]
    unplayed: tuple[Sheet, ...]
    # Processes that people can get into, and that no scenario plays.
    without: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many scenarios there are to pass."""
        return len(self.passed) + len(self.failed) + len(self.unplayed)

    @property
    def is_tried(self) -> bool:
        """Did all pass, and is there one for every process?"""
        return len(self.passed) == self.count and not self.without


def standing(revision: Revision, files: Mapping[Name, Source] | None = None) -> Standing:
    """How far the draft is tried as it is now."""
    whole = files if files is not None else revisions.files(revision)
    touched, sha256 = touching.by(revision, whole), contents.fingerprint(whole)
    states = _states(sha256, [one.key for one in touched.sheets])
    by_state: dict[str, list[Sheet]] = {PASSED: [], FAILED: [], "": []}
    for one in touched.sheets:
        by_state[states.get((one.key, one.sha256), "")].append(one)
    passed, failed, unplayed = (tuple(found) for found in by_state.values())
    return Standing(sha256, passed, failed, unplayed, touched.unplayed)


def obstacles(revision: Revision) -> list[str]:
    """Why a draft may not be released, as far as its scenarios go."""
    now = standing(revision)
    found = [
        _("No scenario plays the process “%(process)s”: write one, or record a case.", process=name)
        for name in now.without
    ]
    if now.failed:
        named = "；".join(one.about.title for one in now.failed[:MOST_NAMED])
        found.append(
            _(
                "Scenarios that fail on this draft: %(count)s, among them %(named)s.",
                count=len(now.failed),
                named=named,
            )
        )
    if now.unplayed:
        found.append(
            _(
                "%(left)s of %(count)s scenarios were not played on this draft as it is now.",
                left=len(now.unplayed),
                count=now.count,
            )
        )
    return found


def _states(sha256: str, keys: list[str]) -> dict[tuple[str, str], str]:
    """The last word on each text that was played on these contents."""
    played = (
        select(TrialResult.key, TrialResult.sha256, TrialResult.state)
        .join(Trial)
        .where(Trial.sha256 == sha256, TrialResult.key.in_(keys))
        .where(TrialResult.state.in_((PASSED, FAILED)))
        .order_by(Trial.id)
    )
    return {(key, text): state for key, text, state in db.session.execute(played)}
