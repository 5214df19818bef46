"""Each kind of fault has a slug that never changes, and says which rule it breaks."""

import re

import pytest

from app.foundation import paths
from app.foundation.i18n import in_language
from app.workflow.checks import clauses
from tests.workflow.drawings import faults, with_change
from tests.workflow.strokes import refusal_to

SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
NAMED = re.compile(r'(?:fault|in_file)\(\s*"([^"]+)"')


def test_every_kind_that_a_check_names_has_a_clause():
    folder = paths.ROOT / "app" / "workflow"
    texts = [file.read_text() for file in folder.rglob("*.py")]
    named = {code for text in texts for code in NAMED.findall(text)}

    assert len(named) > 60
    assert named <= set(clauses.CLAUSES)


def test_a_kind_is_called_by_a_plain_english_slug():
    assert all(SLUG.fullmatch(code) for code in clauses.CLAUSES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clause_is_told_in_the_readers_language(shared_app, language):
    with shared_app.app_context(), in_language(language):
        told = {clauses.protected_by(code) for code in clauses.CLAUSES}

    chinese = [text for text in told if re.search(r"[\u4e00-\u9fff]", text.replace("条例", ""))]
    assert len(chinese) == (len(told) if language == "zh" else 0)


def test_a_broken_rail_names_the_diagram_the_step_the_rule_and_the_way():
    (fault,) = faults(with_change("application", refusal_to("close_refused")))

    assert (fault.code, fault.process) == ("refusal-past-the-office", "sharing_application")
    assert "3(4)" in fault.clause
    assert fault.path[0] == fault.element == "provider_response"
