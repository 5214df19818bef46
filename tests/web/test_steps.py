"""The list of steps beside a diagram: every step once, and none that looks like another."""

import pytest
from flask_babel import force_locale

from app.foundation import paths
from app.web import drawn
from app.workflow import definitions

DIAGRAMS = sorted(path.stem for path in (paths.PROCESSES / "sharing").glob("*.bpmn"))


def listed(name):
    """The steps of a diagram as the page lists them."""
    diagram = definitions.current().diagram(f"sharing_{name}")
    return drawn._steps(diagram, set(), set())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", DIAGRAMS)
def test_no_two_steps_of_a_diagram_look_alike(app, name, language):
    with force_locale(language):
        shown = [(step.title, step.lane) for step in listed(name)]

    assert shown
    assert sorted({one for one in shown if shown.count(one) > 1}) == []


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_task_of_a_diagram_is_listed(app, name):
    diagram = definitions.current().diagram(f"sharing_{name}")
    tasks = [n for n in diagram.nodes.values() if n.kind in ("userTask", "serviceTask")]

    with force_locale("zh"):
        titles = [step.title.partition("（")[0] for step in listed(name)]

    assert [task.name for task in tasks if task.name not in titles] == []


def test_a_reminder_says_of_which_task_it_reminds(app):
    with force_locale("zh"):
        titles = [step.title for step in listed("usage")]

    assert "催办并记录（提供情况备案）" in titles
    assert "催办并记录（使用情况备案、共享效果反馈）" in titles
    assert [title for title in titles if "已催办" in title] == []
