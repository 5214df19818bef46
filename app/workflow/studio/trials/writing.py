"""Scenarios that administrators write: save one, put it away, bring it back; every text is kept."""

from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance
from app.workflow.studio.trials import reading
from app.workflow.studio.trials.models import WrittenScenario, WrittenVersion
from app.workflow.studio.trials.reading import Described, NotPlayable

LONGEST = 64 * 1024
LONGEST_TITLE = 200
LONGEST_PROCESS = 120


class Overtaken(Conflict):
    """Somebody else saved the same scenario meanwhile."""


def find(scenario_id: int, *, lock: bool = False) -> WrittenScenario:
    """A scenario with its text; locked where it is going to be changed."""
    statement = (
        select(WrittenScenario).filter_by(id=scenario_id).options(undefer(WrittenScenario.text))
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such scenario."))
    return found


def listed(process: str = "", *, put_away: bool = False) -> Select[WrittenScenario]:
    """A select of the scenarios, the one saved last first."""
    statement = select(WrittenScenario).where(
        WrittenScenario.put_away_at.is_not(None)
        if put_away
        else WrittenScenario.put_away_at.is_(None)
    )
    if process:
        statement = statement.where(WrittenScenario.process == process)
    return statement.order_by(WrittenScenario.saved_at.desc(), WrittenScenario.id.desc())


def version(scenario_id: int, number: int) -> WrittenVersion:
    """A scenario as it was saved once, with its text."""
    found = db.session.get(
        WrittenVersion, (scenario_id, number), options=[undefer(WrittenVersion.text)]
    )
    if found is None:
        raise NotFound(_("There is no such version."))
    return found


def checked(text: str) -> Described:
    """What a text is about; `Invalid` names the line where it is no scenario."""
    if len(text.encode(errors="surrogatepass")) > LONGEST:
        raise Invalid({"text": [_("Longer than %(most)s KB.", most=LONGEST // 1024)]})
    try:
        about = reading.described(text)
    except NotPlayable as wrong:
        raise Invalid({"text": [str(wrong)]}) from wrong
    if len(about.title) > LONGEST_TITLE or len(about.process) > LONGEST_PROCESS:
        said = _("The title has at most %(most)s characters.", most=LONGEST_TITLE)
        raise Invalid({"text": [said]})
    return about


def begin(text: str, account: Account, *, case_id: int | None = None) -> WrittenScenario:
    """A new scenario; `case_id` is the case from which it was recorded."""
    text = _tidy(text)
    about = checked(text)
    if case_id is not None and db.session.get(ProcessInstance, case_id) is None:
        raise NotFound(_("There is no such case."))
    made = WrittenScenario(title=about.title, process=about.process, text=text, case_id=case_id)
    made.saved_by_id = account.id
    db.session.add(made)
    db.session.flush()  # its id goes into the first version
    _keep(made)
    return made


def save(scenario_id: int, text: str, *, seen: int, account: Account) -> WrittenScenario:
    """Keep another text; `seen` is the version that the writer had read."""
    text = _tidy(text)
    about = checked(text)
    scenario = find(scenario_id, lock=True)
    if scenario.put_away_at is not None:
        raise Conflict(_("This scenario was put away: bring it back first."))
    if scenario.version != seen:
        raise Overtaken(_("Somebody else has saved this meanwhile."))
    if scenario.text == text:
        return scenario
    scenario.title, scenario.process, scenario.text = about.title, about.process, text
    scenario.version += 1
    scenario.saved_at, scenario.saved_by_id = clock.now(), account.id
    _keep(scenario)
    return scenario


def put_away(scenario_id: int) -> None:
    """It is no longer played; it can be brought back."""
    scenario = find(scenario_id, lock=True)
    if scenario.put_away_at is None:
        scenario.put_away_at = clock.now()
        audit.record("scenario put away", subject=_subject(scenario), title=scenario.title)


def bring_back(scenario_id: int) -> None:
    """It is played again."""
    scenario = find(scenario_id, lock=True)
    if scenario.put_away_at is not None:
        scenario.put_away_at = None
        audit.record("scenario brought back", subject=_subject(scenario), title=scenario.title)


def _keep(scenario: WrittenScenario) -> None:
    db.session.add(
        WrittenVersion(
            scenario_id=scenario.id,
            version=scenario.version,
            title=scenario.title,
            text=scenario.text,
            saved_at=scenario.saved_at or clock.now(),
            saved_by_id=scenario.saved_by_id,
        )
    )
    audit.record(
        "scenario saved",
        subject=_subject(scenario),
        version=scenario.version,
        title=scenario.title,
        recorded_from=scenario.case_id,
    )


def _tidy(text: str) -> str:
    """Lines end as they do in files; a browser sends them otherwise."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def _subject(scenario: WrittenScenario) -> str:
    return f"scenario:{scenario.id}"
