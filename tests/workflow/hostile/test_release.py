"""What a hostile designer saves is refused, or kept and never released."""

import pytest

from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import checking, gates, releasing, revisions
from tests.support.people import account
from tests.workflow.drawings import Drawing
from tests.workflow.hostile.test_designers import ALL, ELSEWHERE, XML
from tests.workflow.studio.drawing import diagram

KEPT = {
    "draws a script",
    "gives an operation an expression",
    "writes a script before a step",
    "lets a timer ring at once for ever",
    "stops asking when code says so",
    "calls a result as the engine calls its objects",
    "turns the direction of a name",
    "keeps the machine in a circle",
}
KEYS = [
    (PROCESS, "../../../etc/passwd"),
    (PROCESS, "sharing_usage/../x"),
    (PROCESS, "sharing_uѕage"),
    (PROCESS, "sharing usage"),
    (PROCESS, ""),
    (PROCESS, "x" * 5_000),
    (PROCESS, "sharing_usage\x00"),
    (FORM, "../../../etc/passwd"),
    (FORM, "/etc/passwd"),
    (FORM, "sharing/../../x"),
    (FORM, "sharing/..\\x"),
    (FORM, "sharing/sign\u202e"),
    (FORM, "sharing/sign\n"),
    (FORM, "sharing/" + "x" * 5_000),
    ("script", "sharing/usage"),
    ("../process", "sharing_usage"),
]


@pytest.fixture
def one(app):
    """An administrator who draws, with bad intentions."""
    return account("xxb_proc")


@pytest.fixture
def draft(one):
    """An empty draft."""
    with transaction():
        return revisions.begin("恶意", one)


def hostile(draft, name):
    """A diagram of the draft with one attempt in it: its process, and the file."""
    process = "sharing_decision" if name in ELSEWHERE else "sharing_usage"
    drawing = Drawing(diagram(draft, process))
    ALL[name](drawing)
    return process, drawing.bytes()


def test_what_can_be_read_is_kept_and_can_never_be_released(draft, one):
    for name in sorted(KEPT):
        process, content = hostile(draft, name)
        with transaction():
            kept = revisions.find(draft.id)
            revisions.save(kept, PROCESS, process, content, seen=0, account=one)

        assert gates.obstacles(revisions.find(draft.id)), name
        with pytest.raises(releasing.Blocked), transaction():
            releasing.submit(revisions.find(draft.id), one, note="请放行，谢谢")
        with transaction():
            revisions.restore(revisions.find(draft.id), PROCESS, process)


def test_what_cannot_be_read_is_not_even_kept(draft, one):
    for name, content in XML.items():
        with pytest.raises(Invalid) as wrong, transaction():
            kept = revisions.find(draft.id)
            revisions.save(kept, PROCESS, "sharing_usage", content, seen=0, account=one)

        assert wrong.value.fields["content"][0], name
    assert revisions.find(draft.id).items == []


def test_no_name_leads_out_of_its_folder(draft, one):
    content = diagram(draft, "sharing_usage")
    for kind, key in KEYS:
        with pytest.raises(Invalid), transaction():
            revisions.save(revisions.find(draft.id), kind, key, content, seen=0, account=one)

    assert revisions.find(draft.id).items == []


def test_a_diagram_does_not_take_another_ones_place(draft, one):
    content = diagram(draft, "sharing_usage").replace(b"sharing_usage", b"sharing_application")

    with pytest.raises(Invalid), transaction():
        revisions.save(draft, PROCESS, "sharing_usage", content, seen=0, account=one)


def test_what_becomes_easier_is_told_but_no_obstacle(draft, one):
    drawing = Drawing(diagram(draft))
    drawing.set_property("consider_counter", "post", "sharing_officer,unit_approver")
    with transaction():
        kept = revisions.find(draft.id)
        revisions.save(kept, PROCESS, "sharing_application", drawing.bytes(), seen=0, account=one)

    kept = revisions.find(draft.id)
    (told,) = checking.warnings(kept)

    assert (told.element, told.code) == ("consider_counter", "loosened-more-posts")
    assert checking.check(kept) == []
