"""Scenarios that go another way in a draft: their new texts belong to it, and come with it.

A new step stops every scenario that comes to it.  What people would answer there is said once, and
put into all of them; each stays a text that can be read and changed by hand.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import forms
from app.workflow.definitions import FORM, SCENARIO, Source
from app.workflow.engine.drawing import Diagram, Node
from app.workflow.forms.form import Component
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name
from app.workflow.studio.trials import reading, shelf, touching, writing
from app.workflow.studio.trials.cast import Cast, Part
from app.workflow.studio.trials.models import FAILED, Trial, TrialResult
from app.workflow.studio.trials.reading import NotPlayable
from app.workflow.studio.trials.shelf import Sheet

WORD = re.compile(r"\w{1,60}", re.ASCII)
BY = re.compile(r"\bby: *(\w+)", re.ASCII)
OWN_LANES = ("demander", "applicant")
LONGEST_ANSWER = 4_000


@dataclass(frozen=True)
class Stop:
    """A step at which scenarios stand still because none of them answers it."""

    step: str
    process: str
    node: Node
    titles: tuple[str, ...]
    # A first text for the answer: the outcomes and the fields of its form.
    proposal: str


def sheet(revision: Revision, key: str) -> Sheet:
    """A scenario as the draft has it."""
    found = next((s for s in shelf.sheets(revisions.files(revision)) if s.key == key), None)
    if found is None:
        raise NotFound(_("There is no such scenario."))
    return found


def seen(revision: Revision, key: str) -> int:
    """How often the draft has saved this scenario."""
    names = ((item.kind, item.key, item.version) for item in revision.items)
    return next((version for kind, of, version in names if (kind, of) == (SCENARIO, key)), 0)


def save(revision: Revision, key: str, text: str, *, seen: int, account: Account) -> None:
    """Keep another text of a scenario in the draft; one that cannot be played is refused."""
    sheet(revision, key)
    content = text.replace("\r\n", "\n").encode()
    if len(content) > writing.LONGEST:
        most = writing.LONGEST // 1024
        raise Invalid({"text": [_("Longer than %(most)s KB.", most=most)]})
    try:
        reading.described(content.decode(), shelf.lies_in(key))
    except NotPlayable as wrong:
        raise Invalid({"text": [str(wrong)]}) from wrong
    revisions.save(revision, SCENARIO, key, content, seen=seen, account=account)


def stops(trial: Trial, files: Mapping[Name, Source]) -> list[Stop]:
    """The new steps at which failed scenarios of a trial stand still, those of most first."""
    drawn, before = touching.diagrams(files), touching.diagrams(revisions.released())
    found: dict[str, list[TrialResult]] = {}
    for result in _failed(trial):
        for element in _unanswered(result):
            found.setdefault(element, []).append(result)
    told = [
        _stop(element, results, drawn, files)
        for element, results in found.items()
        if not _was_there(element, before)
    ]
    return sorted((one for one in told if one), key=lambda one: -len(one.titles))


def answer(trial: Trial, step: str, form: str, account: Account, *, by: str = "") -> int:
    """Let every scenario that stands still at a step answer it so; returns how many do.

    `by` is who answers; where it is empty, in each scenario somebody in it who holds the post.
    """
    revision = revisions.find(trial.revision_id, lock=True)
    files = revisions.files(revision)
    stop = next((one for one in stops(trial, files) if one.step == step), None)
    if stop is None:
        raise Conflict(_("No scenario stands still at this step any more; look again."))
    _check(by, form)
    element, done, cast = f"{stop.process}/{step}", 0, Cast()
    for result in _failed(trial):
        if element in _unanswered(result):
            here = sheet(revision, result.key)
            who = by or _who(here.text, stop.node, cast.parts)
            text = _inserted(here, result, step, who, form)
            save(revision, here.key, text, seen=seen(revision, here.key), account=account)
            done += 1
    audit.record("scenarios adapted", subject=f"revision:{revision.id}", step=step, count=done)
    return done


def _failed(trial: Trial) -> list[TrialResult]:
    wanted = select(TrialResult).where(
        TrialResult.trial_id == trial.id, TrialResult.state == FAILED
    )
    whole = wanted.options(undefer(TrialResult.steps), undefer(TrialResult.text))
    return list(db.session.scalars(whole.order_by(TrialResult.number)))


def _unanswered(result: TrialResult) -> list[str]:
    """What was open when it went wrong, and the step that went wrong does not speak of."""
    last = result.steps[-1] if result.steps else {}
    if not last.get("n") or not last.get("error"):
        return []
    said = set(re.findall(r"\w+", json.dumps(last["says"])))
    return [one for one in last.get("open", ()) if one.partition("/")[2] not in said]


def _was_there(element: str, drawn: Mapping[str, Diagram]) -> bool:
    process, _slash, step = element.partition("/")
    return process in drawn and step in drawn[process].nodes


def _stop(
    element: str,
    results: list[TrialResult],
    drawn: Mapping[str, Diagram],
    files: Mapping[Name, Source],
) -> Stop | None:
    process, _slash, step = element.partition("/")
    node = drawn[process].nodes.get(step) if process in drawn else None
    if node is None or node.kind != "userTask":
        return None
    titles = tuple(result.title for result in results)
    return Stop(step, process, node, titles, _proposal(node, files))


def _proposal(node: Node, files: Mapping[Name, Source]) -> str:
    """A line for each field that must be filled in."""
    source = files.get((FORM, node.properties.get("formKey", "")))
    if source is None:
        return ""
    asked = (one for one in forms.parse(source.content).fields.values() if one.required)
    return "\n".join(f"{one.key}: {_example(one)}" for one in asked)


def _example(field: Component) -> str:
    if field.options:
        return field.options[0].value
    return {"number": "1", "datetime": "2026-12-31", "checkbox": "true"}.get(field.type, "…")


def _check(by: str, form: str) -> None:
    faults: dict[str, list[str]] = {}
    if by and not WORD.fullmatch(by):
        faults["by"] = [_("There is no such account.")]
    if len(form) > LONGEST_ANSWER:
        faults["form"] = [_("At most %(most)s characters.", most=LONGEST_ANSWER)]
    if faults:
        raise Invalid(faults)


def _who(text: str, node: Node, parts: Iterable[Part]) -> str:
    """Somebody of the scenario who holds the post, of the unit that the lane means."""
    known = {part.login: part for part in parts}
    logins = [login for login in dict.fromkeys(BY.findall(text)) if login in known]
    own = known[logins[0]].unit if logins else ""
    able = [part for part in known.values() if part.posts.intersection(node.posts)]
    for_own = [part for part in able if (part.unit == own) == (node.lane in OWN_LANES)]
    units = {known[login].unit for login in logins}
    order = [
        *(part for part in for_own if part.login in logins),
        *(part for part in for_own if part.unit in units),
        *for_own,
        *able,
    ]
    if not order:
        raise Invalid({"by": [_("Nobody in the demonstration holds this post; name an account.")]})
    return order[0].login


def _inserted(here: Sheet, result: TrialResult, step: str, by: str, form: str) -> str:
    """The text with the answer before the step that went wrong."""
    number = result.steps[-1]["n"]
    root = yaml.compose(here.text, Loader=yaml.SafeLoader)
    pairs = root.value if root is not None else ()
    steps = next(value for key, value in pairs if key.value == "steps")
    mark = steps.value[number - 1].start_mark
    begins = here.text.rfind("\n", 0, mark.index) + 1
    before = here.text[begins : mark.index]
    if before.strip() != "-":
        told = _("“%(title)s” is written in another way; adapt it by hand.", title=result.title)
        raise Invalid({"form": [told]})
    dash = before[: before.index("-")]
    lines = [f"{dash}- submit: {step}", f"{dash}  by: {by}"]
    typed = [line.rstrip() for line in form.splitlines() if line.strip()]
    lines += [f"{dash}  form:", *(f"{dash}    {line}" for line in typed)] if typed else []
    lines = lines if typed else [*lines, f"{dash}  form: {{}}"]
    return here.text[:begins] + "\n".join(lines) + "\n" + here.text[begins:]
