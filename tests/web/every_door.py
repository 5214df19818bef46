"""Every address × every kind of account: who may do what, found by asking and written down.

`world` makes one of everything that stands in an address.  `ask` asks every address of the
application as every kind of account, by a rehearsal that leaves nothing behind; a form is sent
empty.  `written` is what came of it as docs/doors.md, and `read` reads that page again.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.catalogue.models.grant import EntryGrant
from app.foundation import clock, paths
from app.foundation.database import db, transaction
from app.foundation.destroyed import Destruction, KeptHold
from app.foundation.files import Attachment
from app.foundation.identity.models import Account, AccountPost, Delegation, SavedFilter
from app.foundation.identity.passwords import PUBLISHED
from app.foundation.identity.sign_in_models import ApiToken, OutsideIdentity
from app.foundation.notices import Notice
from app.foundation.people import absence, tokens
from app.workflow.definitions import PROCESS
from app.workflow.ledger import Clock
from app.workflow.models import InstanceParty, Release, Task
from app.workflow.studio import revisions
from app.workflow.studio.moves import asking
from app.workflow.studio.moves.models import MoveRun
from app.workflow.studio.settings.models import SettingChange
from app.workflow.studio.trials import beginning
from app.workflow.studio.trials.models import Trial, WrittenScenario
from tests.support.client import Client
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, Desks
from tests.support.people import account
from tests.support.rehearsal import Rehearsal

# Kind of account, as the page says it → its login.  The first half by its part in the cases: a
# dispute between 市交通委 and 市工商局 before the office, which has asked 市政府法制办.
KINDS = {
    "stranger": None,
    "officer who asked": "jtw_share",
    "head who asked": "jtw_head",
    "officer asked": "gsj_share",
    "head asked": "gsj_head",
    "stand-in of the head asked": "gsj_deputy",
    "consulted": "fzb_legal",
    "dispute officer": "xxb_escal",
    "office's head": "xxb_head",
    "group's secretary": "ldxz_sec",
    "group's chair": "ldxz_chair1",
    "group's member": "fgw_head",
    "other unit's officer": "hbj_share",
    "other unit's head": "hbj_head",
    "district's officer": "q0108_share",
    "district's head": "q0108_head",
    "secrecy officer": "bmj_file",
    "collection reviewer": "tjj_coll",
    "archivist": "daj_arch",
    "catalogue administrator": "xxb_cat",
    "exchange operator": "xxb_plat",
    "auditor": "xxb_audit",
    "process administrator": "xxb_proc",
    "system administrator": "xxb_sys",
}
FIXED = {
    "process_id": "sharing_application",
    "resource_id": "IR0001",
    "unit_code": "JTW",
    "code": "GSJ",
    "key": "sharing_application",
    "rule": "answer",
    "secret": "none",
    "filename": "favicon.ico",
    "plural": "resources",
    "kind": "resource",
    "id": "IR0001",
    "catalogue": "basic",
    "format": "json",
    "act": "join",
    "number": 0,
    "filter_id": 10_000,
    "delegation_id": 10_000,
    "notice_id": 10_000,
    "grant_id": 10_000,
    "attachment_id": uuid.UUID(int=1),
    "register_id": 10_000,
    "request_id": 1,
    "failed_id": 999_999,
    "hold_id": 10_000,
}
SCENARIO = sorted((paths.ROOT / "processes" / "scenarios").glob("*.yaml"))[0]
# Where the same word means another thing.
OWN = {
    "api.": {"entry_id": "IR0001"},
    "assets.file": {"name": "none.js"},
    "catalogue_matters.": {"process_id": "catalogue_publication"},
    "portal_entries.catalogue": {"name": "basic"},
    "portal_entries.collection": {"id": "CR0004"},
    "portal_entries.database": {"id": "DB0002"},
    "portal_entries.item": {"name": "组织机构代码"},
    "studio_compare.diagram": {"name": "1"},
    "studio_forms.": {"key": "sharing/unit_review"},
    "studio_scenarios.shipped": {"name": SCENARIO.name},
    "studio_settings.change_text": {"kind": "task_assigned"},
    "studio_settings.text": {"kind": "task_assigned"},
    "studio_versions.form": {"key": "sharing/unit_review"},
}
# What a form or a query says where an empty one leads nowhere.
SENT: dict[str, dict[str, str]] = {
    "account.enter": {"login": "hbj_share", "password": PUBLISHED},
    "figures.cases": {"of": "opened", "month": "2026-08", "group": "refusal"},
    "follows.follow": {"subject": "resource", "key": "IR0004"},
    "mediation.add_note": {
        "held_on": "2026-08-31",
        "place": "会议室",
        "attended": "x",
        "note": "x",
    },
    "studio_heat.cases": {"of": "step", "name": "unit_review", "what": "all"},
    "synonyms.change": {
        "old_term": "公司名称",
        "old_canonical": "企业名称",
        "term": "字号",
        "canonical": "企业名称",
    },
    "synonyms.edit": {"term": "公司名称"},
    "synonyms.remove": {"term": "公司名称", "canonical": "企业名称"},
}
OPENS, TOO_LATE, TOLD_NO = "opens", "comes too late", "is told no"
NOTHING, SIGN_IN = "finds nothing", "is asked to sign in"


@dataclass(frozen=True, order=True)
class Door:
    """An address, the way it is asked, and which of several things stands in it."""

    endpoint: str
    method: str
    rule: str
    which: str
    path: str

    def __str__(self) -> str:
        """As a line of the page begins."""
        which = f" · {self.which}" if self.which else ""
        return f"{self.method} `{self.rule}`{which}"


def world(desks: Desks, disputed: dict[str, Any], numbers: dict[str, Any]) -> dict[str, Any]:
    """One of everything; of cases and tasks several, each with its name."""
    closed, left = _cases(desks, disputed["instance_id"])
    _people(disputed["instance_id"])
    _studio(desks)
    answered = select(Task.id).where(Task.name == "provider_response", Task.closed_at.is_not(None))
    offices = select(Task.id).where(Task.name == "accept_dispute")
    waits = select(Task.id).where(Task.name == "provider_response", Task.closed_at.is_(None))
    both = Task.instance_id == disputed["instance_id"]
    return {
        **FIXED,
        **numbers,
        **_ways_in(numbers["account_id"]),
        **{name: number for name, number in disputed.items() if name != "delegation_id"},
        "instance_id": {"disputed": disputed["instance_id"], "closed": closed, "left": left},
        "case_id": {"disputed": disputed["instance_id"], "closed": closed},
        "task_id": {
            "the unit asked's": db.session.scalar(waits.order_by(Task.id.desc())),
            "the consulted unit's": disputed["task_id"],
            "answered by the office": db.session.scalar(offices.where(both)),
            "answered by the unit asked": db.session.scalar(answered.where(both)),
        },
        "clock_id": db.session.scalar(
            select(Clock.id).where(Clock.instance_id == disputed["instance_id"])
        ),
        "release_id": db.session.scalar(select(Release.id)),
        "run_id": db.session.scalar(select(MoveRun.id)),
        "trial_id": db.session.scalar(select(Trial.id)),
        "revision_id": db.session.scalar(select(Trial.revision_id)),
        "scenario_id": db.session.scalar(select(WrittenScenario.id)),
        "change_id": db.session.scalar(select(SettingChange.id)),
    }


def _cases(desks: Desks, disputed: int) -> tuple[int, int]:
    """One that has come to its end, one that the unit asked has left, one that waits for it."""
    closed = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    left = desks.apply()
    desks.walk(APPROVED)
    with transaction():
        seat = select(InstanceParty).filter_by(instance_id=left, lane="provider")
        db.session.scalars(seat).one().visible_at = None
        file = Attachment(
            id=FIXED["attachment_id"], filename="a.pdf", media_type="application/pdf", size=1,
            sha256="0" * 64, content_path="00/0", uploaded_by_id=account("jtw_share").id,
            instance_id=disputed, task_id=None, field="attachments",
        )  # fmt: skip
        db.session.add(file)
    desks.apply()
    desks.walk(APPROVED)
    return closed, left


def _people(disputed: int) -> None:
    """A stand-in, and what belongs to one account alone."""
    head, asker = account("gsj_head"), account("jtw_share")
    today = clock.today()
    with transaction():
        deputy = Account(
            login="gsj_deputy", display_post="代理", unit_id=head.unit_id,
            password_hash=head.password_hash, posts=[AccountPost(post="unit_approver")],
        )  # fmt: skip
        db.session.add(deputy)
        db.session.flush()
        deputy.posts.clear()
        days = {"from_on": today, "until_on": today + timedelta(days=30)}
        absence.arrange(head, colleague=deputy, reason="出差", **days)
        grant = EntryGrant(
            id=10_000, entry_kind="resource", entry_id="IR0042", unit_id=asker.unit_id,
            reason="x", by_id=account("xxb_cat").id,
        )  # fmt: skip
        kept = SavedFilter(
            id=10_000, account_id=account("xxb_escal").id, page="desk", name="急", query=""
        )
        notice = Notice(id=10_000, account_id=asker.id, kind="task_assigned", instance_id=disputed)
        archivist = account("daj_arch").id
        register = Destruction(
            id=10_000, number="销〔2026〕1号", state="proposed", reason="x", cases=0, sha256="x",
            proposed_by_id=archivist, hands=[archivist],
        )  # fmt: skip
        hold = KeptHold(id=10_000, case_id=0, number="x", reason="x", by_id=archivist)
        db.session.add_all([grant, kept, notice, register, hold])
        db.session.flush()
        db.session.query(Delegation).update({"id": 10_000})


def _ways_in(account_id: int) -> dict[str, int]:
    """An account elsewhere, and a token."""
    with transaction():
        identity = OutsideIdentity(account_id=account_id, issuer="https://id.example", subject="x")
        token = ApiToken(
            account_id=account_id, name="x", sha256="x", begins="xs_", scopes=["cases:read"],
            made_by_id=account_id, expires_at=clock.now() + timedelta(days=30),
        )  # fmt: skip
        db.session.add_all([identity, token])
        db.session.flush()
        return {"identity_id": identity.id, "token_id": token.id}


def _studio(desks: Desks) -> None:
    """A draft with a trial, a run of cases, a scenario of one's own, a proposed setting."""
    by = account("xxb_proc")
    with transaction():
        draft = revisions.begin("改", by)
        xml, _ = revisions.content(draft, PROCESS, FIXED["key"])
        changed = xml.replace("提供单位答复".encode(), "提供单位回复".encode())
        revisions.save(draft, PROCESS, FIXED["key"], changed, seen=0, account=by)
        beginning.begin(draft, by)
        asking.begin_trial(draft, by)
    sent = {
        "/studio/scenarios/new": {"text": SCENARIO.read_text()},
        "/studio/settings/deadlines/consider": {"amount": "7", "source": "x", "reason": "x"},
    }
    for path, form in sent.items():
        answer = desks.at("xxb_proc").post(path, data=form)
        assert answer.status_code == 302, f"{path}: {answer.status_code}"


def doors(app: Flask, things: dict[str, Any]) -> list[Door]:
    """Every address of the application, with what there is in its gaps."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            for which, values in _filled(rule, things):
                path = adapter.build(rule.endpoint, values, method=method)
                found.append(Door(rule.endpoint, method, rule.rule, which, path))
    return sorted(found)


def _filled(rule: Rule, things: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    own = next((OWN[one] for one in OWN if rule.endpoint.startswith(one)), {})
    values = {name: own.get(name, things.get(name)) for name in rule.arguments}
    missing = sorted(name for name, value in values.items() if value is None)
    assert not missing, f"{rule.endpoint}: nothing stands for {missing}: add it to the world"
    several = [name for name, value in values.items() if isinstance(value, dict)]
    if not several:
        yield "", values
        return
    name = several[0]
    for which, value in values[name].items():
        yield which, values | {name: value}


def ask(
    rehearsal: Rehearsal,
    sign_in: Callable[[Any], Client],
    things: dict[str, Any],
    wanted: Callable[[Door, str], bool] = lambda _door, _kind: True,
) -> dict[Door, dict[str, str]]:
    """What each kind of account comes to at each door, of those that are wanted."""
    clients = {
        kind: rehearsal.client(sign_in(account(login)) if login else None)
        for kind, login in KINDS.items()
    }
    by_token = {kind: _token(account(login)) for kind, login in KINDS.items() if login}
    return {
        door: {
            kind: said(rehearsal.ask(client, door.path, **_how(door, by_token.get(kind, ""))))
            for kind, client in clients.items()
            if wanted(door, kind)
        }
        for door in doors(rehearsal.app, things)
    }


def _token(of: Account) -> str:
    """A token of the account, by which a program asks for everything that it may."""
    with transaction():
        _made, secret = tokens.make(of, of, name="x", scopes=tokens.SCOPES, days=30)
    return secret


def _how(door: Door, token: str) -> dict[str, Any]:
    sent = SENT.get(door.endpoint, {})
    kind = "query_string" if door.method == "GET" else "data"
    # A program is told 401 where a browser is led to the sign-in page.
    headers = {"Accept": "application/json"}
    if door.endpoint.startswith("api.") and token:  # where a session opens nothing
        headers["Authorization"] = f"Bearer {token}"
    return {"method": door.method, "headers": headers, kind: sent}


def said(answer: TestResponse) -> str:
    """What a status means here; a form that is sent back was allowed to be sent."""
    status = answer.status_code
    if status == 401:
        return SIGN_IN
    if status in (403, 404):
        return TOLD_NO if status == 403 else NOTHING
    if status == 409:
        return TOO_LATE
    return OPENS if status < 500 else f"breaks it ({status})"


HEAD = """# Who may do what

Every address of the application, asked by every kind of account; written by `make doors`,
proven by `tests/web/test_doors_matrix.py`. Do not edit by hand: read what changed in it.

*Opens*: the page is shown, the deed done, or an empty form is sent back with its faults. *Is
told no*: 403. *Finds nothing*: 404, as if there were no such thing. *Is asked to sign in*: a
stranger. *The others* are all kinds that no other column names.

The cases: 市交通委 asked 市工商局 (`asked`), which refused; the dispute is before the office, which
has asked 市政府法制办 (*disputed*). *Closed*: such a case at its end, without a dispute. *Left*:
one that the unit asked is no more in. A meeting of the leading group, whose member 市工商局 is,
has another dispute on its agenda.

Kinds: {kinds}.
"""
COLUMNS = (OPENS, TOO_LATE, TOLD_NO, NOTHING, SIGN_IN)
THE_OTHERS = "the others"
ROW = re.compile(r"^\| ([A-Z]+) `([^`]+)`(?: · ([^|]+?))? \|(.*)\|$")


def written(found: dict[Door, dict[str, str]]) -> str:
    """The page."""
    lines = [HEAD.format(kinds=", ".join(f"{k} (`{v or 'nobody'}`)" for k, v in KINDS.items()))]
    room = ""
    for door, answers in found.items():
        if door.endpoint.partition(".")[0] != room:
            room = door.endpoint.partition(".")[0]
            lines += [
                f"\n## {room}\n",
                "| address | " + " | ".join(COLUMNS) + " |",
                "|---" * 6 + "|",
            ]
        lines.append(f"| {door} | " + " | ".join(_cells(answers)) + " |")
    return "\n".join(lines) + "\n"


def _cells(answers: dict[str, str]) -> list[str]:
    kinds = {column: [k for k, said in answers.items() if said == column] for column in COLUMNS}
    assert sum(map(len, kinds.values())) == len(answers), answers
    most = max(COLUMNS, key=lambda column: len(kinds[column]))
    return [THE_OTHERS if column == most else ", ".join(kinds[column]) for column in COLUMNS]


def read(page: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """Method, address and which thing stands in it → kind of account → what it comes to."""
    found = {}
    for line in page.splitlines():
        if not (row := ROW.match(line)):
            continue
        cells = [cell.strip() for cell in row[4].split("|")]
        rest = COLUMNS[cells.index(THE_OTHERS)]
        answers = dict.fromkeys(KINDS, rest)
        for column, cell in zip(COLUMNS, cells, strict=True):
            if column != rest and cell:
                answers |= dict.fromkeys(cell.split(", "), column)
        found[row[1], row[2], row[3] or ""] = answers
    return found
