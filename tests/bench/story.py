"""The case that the benchmark plays, with the very fields that the pages' forms send."""

import secrets
from dataclasses import dataclass, field

from app.scenarios.page import Pairs
from app.scenarios.script import Answers
from tests.bench.place import Place
from tests.support import desks
from tests.support.http import Person

DEMANDER, PROVIDER = "jtw_share", "gsj_share"
START = f"/applications/new/{desks.RESOURCE}"
Step = tuple[str, str, Answers]

COUNTERED: tuple[Step, ...] = (
    (PROVIDER, "provider_response", {"outcome": "counter", "scope": "市交通委"}),
    ("gsj_head", "provider_approval", {"outcome": "approve"}),
)
DEMANDED: Step = (
    DEMANDER,
    "consider_counter",
    {"outcome": "counter", "scope": "市交通委本部"},
)
# A round of talks: an offer, its approval, another offer.
ROUND = (*COUNTERED, DEMANDED)
# A whole life: one round, then agreement, signing, delivery, use and feedback.
LIFE: tuple[Step, ...] = (
    desks.APPROVED,
    *ROUND,
    *desks.AGREED,
    *desks.SIGNED,
    *desks.DELIVERED,
    *desks.USED,
)
LOGINS = sorted({login for login, _, _ in LIFE})


@dataclass
class Forms:
    """What each step's form sends, read from its page once."""

    place: Place
    known: dict[str, tuple[Pairs, bool]] = field(default_factory=dict)

    def of(self, person: Person, name: str, path: str, answers: Answers) -> tuple[Pairs, bool]:
        """The fields, and whether they are sent in parts."""
        key = f"{name} {sorted(answers)} {answers.get('outcome')}"
        if key not in self.known:
            form = person.page(path).form()
            assert form, f"{person.login}: no form on {path}"
            fields = [pair for pair in form.filled(answers) if pair[0] != "submission_key"]
            self.known[key] = fields, form.multipart
        return self.known[key]


class Team:
    """One client: it holds the sessions of all who take part, and does one thing at a time."""

    def __init__(self, place: Place, forms: Forms) -> None:
        self.place, self.forms = place, forms
        self.people = {login: Person.signed_in(place.port, login) for login in LOGINS}

    def start(self) -> int:
        """Apply; returns the case."""
        person = self.people[DEMANDER]
        fields, parts = self.forms.of(person, "start", START, desks.APPLICATION)
        key = [("submission_key", secrets.token_urlsafe(24))]
        reply = person.post(START, fields + key, multipart=parts)
        assert reply.status == 302, f"start: {reply.status} {reply.text[:2000]}"
        return int(reply.location.rsplit("/", 1)[1])

    def answer(self, case: int, step: Step, **changed: str) -> None:
        """Answer the open task of a case."""
        login, name, answers = step
        path = f"/tasks/{self.open_task(case, name)}"
        fields, parts = self.forms.of(self.people[login], name, path, answers)
        sent = [(key, changed.get(key, value)) for key, value in fields]
        reply = self.people[login].post(path, sent, multipart=parts)
        assert reply.status == 302, f"{name}: {reply.status} {reply.text[:2000]}"

    def open_task(self, case: int, name: str) -> int:
        """The number of the open task of this name."""
        found = "SELECT id FROM task WHERE instance_id = %s AND name = %s AND closed_at IS NULL"
        number: int = self.place.one(found, case, name)
        return number

    def close(self) -> None:
        """Leave."""
        for person in self.people.values():
            person.close()
