"""The lineage of an entry as a drawing: boxes in columns, lines between them, no script."""

from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from app.domain.catalogue.lineage import AGREEMENT, ORDER, Lineage, Node
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import portal_words
from app.web.exchange_cases import case_urls

WIDE, HIGH, APART, ACROSS, EDGE = 208, 76, 18, 64, 2
# How much of a title fits on a line of a box, counted in half widths of a Chinese character.
FITS, LINES = 26, 2
FITS_SMALL = 32


@dataclass(frozen=True)
class Box:
    """A node in its place."""

    x: int
    y: int
    kind: str
    kind_name: str
    lines: list[str]
    below: str
    title: str
    url: str
    here: bool


@dataclass(frozen=True)
class Branch:
    """A node of the list, and what it feeds."""

    kind_name: str
    title: str
    unit: str
    url: str
    here: bool
    after: list["Branch"]


@dataclass(frozen=True)
class Drawing:
    """Everything that the page draws and lists."""

    width: int
    height: int
    boxes: list[Box]
    paths: list[str]
    branches: list[Branch]
    more: list[str]


def of(lineage: Lineage, here: tuple[str, str], account: Account | None) -> Drawing | None:
    """The drawing of a lineage; None where the entry stands alone."""
    if len(lineage.nodes) < 2:
        return None
    cases = _cases(lineage, account)
    present = [kind for kind in ORDER if lineage.of(kind)]
    tallest = max(len(lineage.of(kind)) for kind in present)
    height = tallest * HIGH + (tallest - 1) * APART
    boxes: dict[tuple[str, str], Box] = {}
    for place, kind in enumerate(present):
        nodes = lineage.of(kind)
        top = (height - len(nodes) * HIGH - (len(nodes) - 1) * APART) // 2
        for row, node in enumerate(nodes):
            x, y = EDGE + place * (WIDE + ACROSS), EDGE + top + row * (HIGH + APART)
            boxes[node.key] = _box(node, x, y, here, cases)
    paths = [_path(boxes[before], boxes[after]) for before, after in sorted(lineage.edges)]
    width = len(present) * WIDE + (len(present) - 1) * ACROSS
    branches = [_branch(node, lineage, here, cases) for node in lineage.roots()]
    more = [_more(kind, count) for kind, count in lineage.more.items()]
    return Drawing(width + 2 * EDGE, height + 2 * EDGE, list(boxes.values()), paths, branches, more)


def _cases(lineage: Lineage, account: Account | None) -> dict[int, str]:
    """The cases of agreements that the account may open."""
    wanted = {node.case_id for node in lineage.of(AGREEMENT) if node.case_id}
    return case_urls(wanted, account)


def _box(node: Node, x: int, y: int, here: tuple[str, str], cases: dict[int, str]) -> Box:
    return Box(
        x,
        y,
        node.kind,
        _kind_name(node),
        wrapped(node.title),
        wrapped(_below(node), FITS_SMALL, 1)[0],
        f"{_kind_name(node)}{_(': ')}{node.title} · {_below(node)}",
        _url(node, cases),
        node.key == here,
    )


def _branch(node: Node, lineage: Lineage, here: tuple[str, str], cases: dict[int, str]) -> Branch:
    after = [_branch(one, lineage, here, cases) for one in lineage.after(node)]
    is_here = node.key == here
    return Branch(_kind_name(node), node.title, _below(node), _url(node, cases), is_here, after)


def _kind_name(node: Node) -> str:
    return _("Agreement") if node.kind == AGREEMENT else str(portal_words.KIND_NAMES[node.kind])


def _below(node: Node) -> str:
    if node.kind == AGREEMENT:
        return _("to %(unit)s", unit=node.unit.label)
    return node.unit.label


def _url(node: Node, cases: dict[int, str]) -> str:
    if node.kind == AGREEMENT:
        return cases.get(node.case_id or 0, "")
    return portal_words.address(node.kind, node.id)


def _more(kind: str, count: int) -> str:
    name = _("Agreement") if kind == AGREEMENT else str(portal_words.KIND_NAMES[kind])
    return _("%(kind)s: %(count)s more", kind=name, count=count)


def _path(before: Box, after: Box) -> str:
    """A line from the right edge of one box to the left edge of another."""
    start, end = before.x + WIDE, after.x
    y, to = before.y + HIGH // 2, after.y + HIGH // 2
    half = (start + end) // 2
    return f"M{start} {y}C{half} {y} {half} {to} {end} {to}"


def wrapped(text: str, fits: int = FITS, most: int = LINES) -> list[str]:
    """A title cut into the lines of a box; what does not fit ends in an ellipsis."""
    ends, width = [0], 0
    for place, character in enumerate(text):
        size = 2 if east_asian_width(character) in "WF" else 1
        if width + size > fits:
            ends.append(place)
            width = 0
        width += size
    lines = [text[a:b] for a, b in pairwise([*ends, len(text)])]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines
