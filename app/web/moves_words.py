"""How moves are said to people: states, what became of a case, where cases stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from app.foundation.i18n import _, lazy, speaks_english
from app.web import wording
from app.workflow import definitions
from app.workflow.definitions import LoadedRelease
from app.workflow.engine.steps import steps
from app.workflow.models import Release
from app.workflow.studio import listing
from app.workflow.studio.impact import Standing
from app.workflow.studio.moves import models as states
from app.workflow.studio.moves.models import MoveRun, Said

STATES: dict[str, tuple[LazyString, str]] = {
    states.TRYING: (lazy("is being tried"), "going"),
    states.TRIED: (lazy("tried, waits for confirmation"), "waiting"),
    states.MOVING: (lazy("cases are being moved"), "going"),
    states.STOPPED: (lazy("stopped"), "dispute"),
    states.DONE: (lazy("done"), "calm"),
    states.REVERTING: (lazy("is being taken back"), "going"),
    states.LAID_ASIDE: (lazy("laid aside"), "closed"),
}
# What a list of cases shows, in the order in which it happens.
SHOWN = {
    states.MOVES: lazy("can move"),
    states.STAYS: lazy("cannot move"),
    "waiting": lazy("still to be moved"),
    states.MOVED: lazy("went over"),
    states.REFUSED: lazy("not moved after all"),
    states.FAILED: lazy("broke off"),
    states.REVERTED: lazy("taken back"),
}
WHAT = {
    "form": lazy("another form"),
    "posts": lazy("other posts answer it"),
    "unit": lazy("another unit answers it"),
    "title": lazy("another name"),
}
CLOCKS = {
    "ends": lazy("ends"),
    "begins": lazy("begins anew"),
    "stops": lazy("stands still"),
    "goes on": lazy("goes on"),
}


@dataclass(frozen=True)
class Place:
    """A step at which cases stand, in words."""

    process: str
    process_title: str
    release_id: int
    step: str
    title: str
    drawn_in: str
    element: str
    cases: int
    is_call: bool


def state_name(run: MoveRun) -> str:
    """How far a run is."""
    if run.revision_id is not None and run.state == states.TRIED:
        return _("was tried")
    return str(STATES[run.state][0])


def places(standing: Iterable[Standing]) -> list[Place]:
    """Where cases stand, each step by the name it has on the release of those cases.

    In the order in which a case goes through the steps.
    """
    orders: dict[int, dict[str, int]] = {}
    found = []
    for one in standing:
        release = definitions.release(one.release_id)
        order = orders.setdefault(release.id, _order(release))
        found.append(((one.process, -release.id, order.get(one.step, -1)), _place(one)))
    return [place for _key, place in sorted(found, key=lambda each: each[0])]


def _order(release: LoadedRelease) -> dict[str, int]:
    """Every step of a release by its place: a called process comes where it is called."""
    called = {n.called for d in release.specs.diagrams.values() for n in d.of_kind("callActivity")}
    order: dict[str, int] = {}

    def walk(process: str) -> None:
        for node in steps(release.specs.diagrams[process]):
            name = f"{process}/{node.id}"
            if name in order:
                continue
            order[name] = len(order)
            if node.called in release.specs.diagrams:
                walk(node.called)

    for process in sorted(release.specs.diagrams, key=lambda name: (name in called, name)):
        walk(process)
    return order


def _place(one: Standing) -> Place:
    release = definitions.release(one.release_id)
    drawn_in, _slash, element = one.step.partition("/")
    return Place(
        one.process,
        process_title(release, one.process),
        one.release_id,
        one.step,
        step_title(release, one.step) if one.step else _("waits for no person"),
        drawn_in,
        element,
        one.cases,
        is_call(release, one.step),
    )


def process_title(release: LoadedRelease, process: str) -> str:
    """What a process is called on a release."""
    drawn = release.specs.diagrams.get(process)
    return listing.title(drawn) if drawn else process


def step_title(release: LoadedRelease, step: str) -> str:
    """What a step is called on a release; in which process, where it is a called one."""
    process, _slash, element = step.partition("/")
    if not release.specs.is_drawn(process, element):
        return element
    node = release.specs.node(process, element)
    return (speaks_english() and node.name_en) or node.name or element


def is_call(release: LoadedRelease, step: str) -> bool:
    """Is the step a process that is called, in which the case stands at another step?"""
    process, _slash, element = step.partition("/")
    drawn = release.specs.is_drawn(process, element)
    return drawn and release.specs.node(process, element).kind == "callActivity"


def said(sentences: Iterable[Said]) -> list[str]:
    """Sentences that are kept in both languages, in the reader's."""
    language = "en" if speaks_english() else "zh"
    return [one.get(language) or next(iter(one.values()), "") for one in sentences]


def release_name(release: Release) -> str:
    """A release as lists name it: its number, its day, its note."""
    day = wording.local_time(release.effective_at or release.created_at)[:10]
    named = _("Release %(number)s of %(day)s", number=release.id, day=day)
    return f"{named} · {release.note}" if release.note else named


def target(run: MoveRun) -> str:
    """Where a run leads."""
    if run.release_id is not None:
        return _("Release %(number)s", number=run.release_id)
    return _("Draft: %(title)s", title=run.revision.title if run.revision else "")


def changes(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the move of a case changes: what happens, to which step or deadline, in what."""
    lines = []
    for one in found.get("stays", ()):
        differs = _(", ").join(str(WHAT[w]) for w in one.get("what", ()) if w in WHAT)
        lines.append((_("stays open"), _title(one), differs or _("unchanged")))
    lines += [(_("opens"), _title(one), "") for one in found.get("opens", ())]
    lines += [(_("ends"), _title(one), "") for one in found.get("closes", ())]
    for one in found.get("clocks", ()):
        name = str(wording.CLOCKS.get(one["name"], one["name"]))
        lines.append((_("deadline"), name, str(CLOCKS.get(one["what"], one["what"]))))
    return lines


def differs(found: dict[str, Any]) -> str:
    """The same in a few words, for a list: only what is not as before."""
    lines = changes(found)
    told = [
        f"{title}{_(': ')}{what or act}"
        for act, title, what in lines
        if act != _("stays open") or what != _("unchanged")
    ]
    return _("; ").join(told) or (_("only the version changes") if lines else "")


def _title(one: dict[str, Any]) -> str:
    return str((speaks_english() and one.get("title_en")) or one.get("title") or one.get("step"))
