"""What somebody asks of the desk, read from the address; and the words for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for

from app.domain.sharing.desk import Filters, Glance
from app.foundation.i18n import _, lazy
from app.web import asking, unit_fields, wording

LONGEST = 100
STATUS = {
    "open": lazy("open"),
    "group": lazy("before the leading group"),
    "closed": lazy("closed"),
    "all": lazy("all"),
}
DUE = {
    "overdue": lazy("overdue"),
    "today": lazy("due today"),
    "near": lazy("due within 3 working days"),
    "later": lazy("later or no deadline"),
    "held": lazy("a deadline stands still"),
}
TURNS = {"office": lazy("the office"), "others": lazy("other units")}
UNITS = {
    "acting": lazy("Unit whose turn it is"),
    "demander": lazy("Demander"),
    "provider": lazy("Provider"),
}
AGES = {
    "to5": lazy("up to 5 working days"),
    "to10": lazy("6 to 10 working days"),
    "to20": lazy("11 to 20 working days"),
    "longer": lazy("more than 20 working days"),
}
RESULTS = {
    "settled": lazy("settled"),
    "resumed": lazy("delivery goes on"),
    "refused": lazy("the refusal stands"),
    "referred": lazy("before the leading group"),
    "provide": lazy("the group decided: provide"),
    "refuse": lazy("the group decided: refuse"),
    "renegotiate": lazy("the group decided: negotiate again"),
}
SORTS = {
    "due": lazy("deadline"),
    "age": lazy("longest waiting first"),
    "urgency": lazy("urgency"),
    "number": lazy("number"),
}


class Bar(NamedTuple):
    """A bar of a small chart: a link to the disputes that it counts."""

    label: str
    number: int
    share: int
    url: str


class Tile(NamedTuple):
    """A count at the top of the desk, with where it leads."""

    label: str
    number: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    status: str = "open"
    cause: str = ""
    urgency: str = ""
    due: str = ""
    demander: str = ""
    provider: str = ""
    turn: str = ""
    acting: str = ""
    age: str = ""
    text: str = ""
    sort: str = "due"

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read the address; what is unknown is not asked, but for a unit, which is told."""
        # Addresses of before say `turn=12` for a unit.
        before = "turn" if asking.numbered(args, "turn") else "acting"
        acting = _unit(args, before)
        return cls(
            status=_known(args, "status", STATUS) or "open",
            cause=_known(args, "cause", wording.CAUSES),
            urgency=_known(args, "urgency", wording.URGENCIES),
            due=_known(args, "due", DUE),
            demander=_unit(args, "demander"),
            provider=_unit(args, "provider"),
            turn="" if acting else _known(args, "turn", TURNS),
            acting=acting,
            age=_known(args, "age", AGES),
            text=args.get("text", "").replace("\x00", "").strip()[:LONGEST],
            sort=_known(args, "sort", SORTS) or "due",
        )

    def args(self) -> dict[str, Any]:
        """The search as parameters of an address; what is usual is left out."""
        usual = asdict(Asked())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def query(self) -> str:
        """The search as it is kept under a name."""
        return urlencode(self.args())

    def any(self) -> bool:
        """Is anything but the usual asked for?"""
        return bool(replace(self, sort="due").args())

    def filters(self) -> Filters:
        """The search as the room understands it."""
        return Filters(
            status=self.status,
            cause=self.cause,
            urgency=self.urgency,
            due=self.due,
            demander=unit_fields.row(self.demander),
            provider=unit_fields.row(self.provider),
            turn=self.turn,
            acting=unit_fields.row(self.acting),
            age=self.age,
            text=self.text,
            order=self.sort,
        )


def tiles(glance: Glance) -> list[Tile]:
    """The counts of what is open, each a link to its list."""
    return [
        Tile(_("Open"), glance.open, _url()),
        Tile(_("Overdue"), glance.overdue, _url(due="overdue"), "late"),
        Tile(_("Due within 3 working days"), glance.near, _url(due="near"), "soon"),
        Tile(_("Waiting for the office"), glance.office, _url(turn="office")),
        Tile(_("Waiting for others"), glance.others, _url(turn="others")),
        Tile(_("Before the leading group"), glance.group, _url(status="group")),
    ]


def by_cause(glance: Glance) -> list[Bar]:
    """The open disputes by their causes."""
    return _bars("cause", wording.CAUSES, glance.causes)


def by_age(glance: Glance) -> list[Bar]:
    """The open disputes by how long they have waited."""
    return _bars("age", AGES, glance.ages)


def choices() -> dict[str, Any]:
    """What can be chosen in the filters."""
    return {
        "statuses": STATUS.items(),
        "causes": wording.CAUSES.items(),
        "urgencies": wording.URGENCIES.items(),
        "dues": DUE.items(),
        "turns": TURNS.items(),
        "ages": AGES.items(),
        "sorts": SORTS.items(),
    }


def units(asked: Asked) -> dict[str, unit_fields.Field]:
    """The fields in which a unit is typed."""
    return unit_fields.fields(asked.args(), UNITS, url_for("desk.index"))


def result(code: str) -> str:
    """What a dispute came to, in words."""
    return wording.named(RESULTS, code)


def _bars(name: str, words: Mapping[str, Any], counts: Mapping[str, int]) -> list[Bar]:
    most = max([*counts.values(), 1])
    return [
        Bar(str(words[code]), count, round(100 * count / most), _url(**{name: code}))
        for code, count in counts.items()
    ]


def _url(**args: Any) -> str:
    return url_for("desk.index", **args)


def _known(args: Mapping[str, str], name: str, words: Mapping[str, Any]) -> str:
    value = args.get(name, "")
    return value if value in words else ""


def _unit(args: Mapping[str, str], name: str) -> str:
    return unit_fields.asked(args, name, "id")
