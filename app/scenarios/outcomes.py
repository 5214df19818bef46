"""How the application answered, and where time is to go: what the player needs to judge a step."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from flask_babel import LazyString

from app.foundation import calendar, clock
from app.foundation.i18n import lazy
from app.scenarios.page import Page
from app.scenarios.saying import Said, Words
from app.scenarios.script import Advance, Answers

PERMISSION = {403, 404}


class Failed(Said):
    """Something was not as the scenario says: what was expected, what was found."""


def target_of(step: Advance) -> datetime:
    """The moment to which a step moves the clock."""
    if step.until:
        return step.until
    if step.working_days:
        now = clock.local(clock.now())
        day = calendar.current().add(now.date(), step.working_days)
        return datetime.combine(day, now.time(), clock.LOCAL)
    return clock.now() + timedelta(days=step.days, hours=step.hours)


def must_be_asked(what: Words, answers: Answers, asked: set[str]) -> None:
    """Fail where a field is filled in that the form does not have: it would say nothing."""
    for name in answers:
        if name.partition("__")[0] not in asked:  # rows are sent as list__0__field
            raise Failed(
                lazy(
                    "expected %(what)s to have a field “%(name)s”, found %(known)s",
                    what=what,
                    name=name,
                    known=", ".join(sorted(asked)),
                )
            )


def must_be_unchanged(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> None:
    """Fail where what was turned down left something in a table."""
    if changed := sorted(table for table in after if after[table] != before.get(table)):
        raise Failed(
            lazy("expected nothing to change, found changes in %(tables)s", tables=listed(changed))
        )


def not_accepted(what: Words, answer: Page) -> LazyString:
    """That the application did not take what it should."""
    return lazy(
        "expected %(what)s to be accepted, found %(found)s", what=what, found=outcome(answer)
    )


def not_refused(what: str, wanted: str, found: Words) -> LazyString:
    """That something was not turned down as it should."""
    return lazy(
        "expected %(task)s to be refused (%(wanted)s), found %(found)s",
        task=what,
        wanted=wanted,
        found=found,
    )


def too_early(now: datetime, found: datetime) -> LazyString:
    """That time would have to go back."""
    return lazy(
        "expected a later moment than %(now)s, found %(found)s",
        now=moment_said(now),
        found=moment_said(found),
    )


def no_ring(moment: datetime, trouble: str) -> LazyString:
    """That the deadlines of a moment did not ring, and what kept them."""
    at = moment_said(moment)
    if trouble:
        return lazy(
            "expected the deadlines of %(moment)s to ring, found %(trouble)s",
            moment=at,
            trouble=trouble,
        )
    return lazy("expected something to ring at %(moment)s, found nothing did", moment=at)


def without_end(target: datetime) -> LazyString:
    """That the clock did not get to where it was to go."""
    return lazy(
        "expected to reach %(moment)s, found deadlines without end", moment=moment_said(target)
    )


def outcome(answer: Page) -> Words:
    """How the application answered, in a few words."""
    if answer.status in PERMISSION:
        return "permission"
    if answer.status == 422:
        return listed(f"validation:{field}" for field in answer.refused_fields()) or "validation"
    if 300 <= answer.status < 400:
        return lazy("it was accepted")
    return f"{answer.status} “{answer.title}”"


def listed(words: Iterable[Words]) -> str:
    """Words with commas between them."""
    return ", ".join(map(str, words))


def joined(said: Iterable[Words]) -> LazyString:
    """Several differences as one."""
    return LazyString(lambda: "; ".join(map(str, said)))


def moment_said(moment: datetime) -> str:
    """A moment of the city, to the minute."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"
