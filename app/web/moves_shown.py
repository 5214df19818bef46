"""What the pages of running cases show: lists, numbers on a diagram, what a draft would touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation.database import db
from app.foundation.i18n import _, ngettext
from app.web import moved_forms, moves_words, panels, wording
from app.workflow import definitions
from app.workflow.definitions import LoadedRelease
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio import checking, impact, revisions
from app.workflow.studio import listing as studio_listing
from app.workflow.studio.models import Revision
from app.workflow.studio.moves import listing, releases
from app.workflow.studio.moves.asking import Asked
from app.workflow.studio.moves.models import MoveCase, MoveRun


@dataclass(frozen=True)
class Group:
    """The cases of a process on a release, and where they stand."""

    process: str
    title: str
    release_id: int
    cases: int
    places: list[moves_words.Place]


@dataclass(frozen=True)
class Line:
    """A running case, as far as an administrator may know it."""

    number: str
    process: str
    release_id: int
    at: list[tuple[str, str, datetime]]
    started_at: datetime


@dataclass(frozen=True)
class Drawn:
    """A diagram with the numbers of cases at its steps, and the other diagrams to choose."""

    chosen: str
    title: str
    counts: list[dict[str, Any]]
    others: list[tuple[str, str]]


@dataclass(frozen=True)
class Impact:
    """What the release of a draft would touch."""

    cases: int
    places: list[moves_words.Place]
    gone: set[str]
    drawn: Drawn | None
    faulty: bool
    trial: MoveRun | None
    counts: listing.Counts
    is_old: bool
    by_step: dict[tuple[str, int, str], tuple[int, int]]
    reasons: list[tuple[Any, int]]


def install(app: Flask) -> None:
    """Let the page of a draft show what it would touch, and a task's what its form asks anew."""
    app.jinja_env.globals.update(
        impact_of_draft=short, moves_words=moves_words, form_changed=moved_forms.of
    )


def groups(places: Sequence[moves_words.Place]) -> list[Group]:
    """Places by process and release, each with how many cases there are."""
    of: dict[tuple[str, int], list[moves_words.Place]] = {}
    for place in places:
        of.setdefault((place.process, place.release_id), []).append(place)
    totals = impact.totals({process for process, _release in of})
    return [
        Group(key[0], found[0].process_title, key[1], totals.get(key, 0), found)
        for key, found in of.items()
    ]


def processes() -> list[tuple[str, str]]:
    """The processes of which cases run, by name."""
    names = {name: release for (name, release) in reversed(impact.totals())}
    return [
        (name, moves_words.process_title(definitions.release(release), name))
        for name, release in sorted(names.items())
    ]


def numbers(instance_ids: Iterable[int]) -> dict[int, str]:
    """The numbers by which people know these cases."""
    wanted = set(instance_ids)
    known = panels.headings(wanted)
    return {one: known[one].number if one in known else str(one) for one in wanted}


def lines(instances: Sequence[ProcessInstance]) -> list[Line]:
    """Running cases with their open steps; two queries for however many."""
    ids = [one.id for one in instances]
    at: dict[int, list[tuple[str, str, datetime]]] = {number: [] for number in ids}
    waiting = select(Task).where(Task.instance_id.in_(ids), Task.closed_at.is_(None))
    for task in db.session.scalars(waiting.options(joinedload(Task.unit)).order_by(Task.id)):
        line = (wording.task_title(task), task.unit.label, task.opened_at)
        at[task.instance_id].append(line)
    known = numbers(ids)
    return [
        Line(
            known[one.id],
            moves_words.process_title(definitions.release(one.release_id), one.process_id),
            one.release_id,
            at[one.id],
            one.started_at,
        )
        for one in instances
    ]


def step_titles(cases: Sequence[MoveCase]) -> dict[int, list[str]]:
    """Where the cases of a run stood, by case."""
    return {
        one.instance_id: [
            moves_words.step_title(definitions.release(one.from_release_id), step)
            for step in one.steps
        ]
        for one in cases
    }


def asked_in_words(asked: Asked) -> list[str]:
    """By what cases were chosen."""
    release = definitions.current()
    if asked.release:
        release = releases.loaded(asked.release) or release
    told = []
    if asked.process:
        told.append(moves_words.process_title(release, asked.process))
    if asked.release:
        told.append(_("Release %(number)s", number=asked.release))
    if asked.step:
        told.append(moves_words.step_title(release, asked.step))
    return told


def drawn(
    release: LoadedRelease,
    places: Sequence[moves_words.Place],
    first: Sequence[str],
    wanted: str,
    stays: dict[str, int] | None = None,
) -> Drawn:
    """One of the diagrams on which cases stand, with how many at each step."""
    known = release.specs.diagrams
    names = list(dict.fromkeys([*first, *(p.drawn_in for p in places)]))
    names = [name for name in names if name in known]
    standing = [p.drawn_in for p in places if not p.is_call and p.drawn_in in names]
    usual = max(names, key=standing.count) if names else ""
    chosen = wanted if wanted in names else usual
    titles = [(name, studio_listing.title(known[name])) for name in names]
    return Drawn(chosen, dict(titles).get(chosen, ""), _counts(places, chosen, stays or {}), titles)


def _counts(
    places: Iterable[moves_words.Place], chosen: str, stays: dict[str, int]
) -> list[dict[str, Any]]:
    """For each step of a diagram the number of cases, over all releases, and where it leads."""
    of: dict[str, int] = {}
    for place in places:
        if place.drawn_in == chosen:
            of[place.element] = of.get(place.element, 0) + place.cases
    found: list[dict[str, Any]] = [
        {
            "id": element,
            "count": count,
            "href": url_for("studio_moves.cases", step=f"{chosen}/{element}"),
            "title": ngettext("%(num)s case stands here", "%(num)s cases stand here", count),
        }
        for element, count in of.items()
    ]
    for element in of:
        if many := stays.get(f"{chosen}/{element}"):
            said = _("%(count)s of them cannot move", count=many)
            found.append({"id": element, "count": many, "tone": "stays", "title": said})
    return found


def short(revision: Revision) -> Impact:
    """What the page of a draft says of it."""
    return impact_of(revision, "", with_diagram=False)


def impact_of(revision: Revision, wanted: str, *, with_diagram: bool = True) -> Impact:
    """What the release of a draft would touch; which cases could move, the last trial says."""
    touched = impact.touched(revision)
    places = moves_words.places(impact.standing(touched)) if touched else []
    trial = listing.latest_trial(revision.id)
    by_step = listing.by_step(trial) if trial else {}
    release = _readable(revision) if with_diagram else None
    stays: dict[str, int] = {}
    for (_process, _release, step), (_moves, stay) in by_step.items():
        stays[step] = stays.get(step, 0) + stay
    gone = {p.step for p in places if release and p.step and not _has(release, p)}
    return Impact(
        cases=sum(impact.totals(touched).values()) if touched else 0,
        places=places,
        gone=gone,
        drawn=drawn(release, places, sorted(touched), wanted, stays) if release else None,
        faulty=with_diagram and release is None,
        trial=trial,
        counts=listing.counts([trial.id])[trial.id] if trial else listing.Counts(),
        is_old=bool(trial and trial.revision_version != releases.version_of(revision)),
        by_step=by_step,
        reasons=listing.reasons(trial) if trial else [],
    )


def _readable(revision: Revision) -> LoadedRelease | None:
    """The draft as a release; None while it has faults."""
    if checking.check_files(revisions.files(revision)):
        return None
    return releases.of_draft(revision)


def _has(release: LoadedRelease, place: moves_words.Place) -> bool:
    return release.specs.is_drawn(place.drawn_in, place.element)
