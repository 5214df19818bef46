"""Scenarios that administrators write: checked, kept in every version, put away, brought back."""

import pytest

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.workflow.studio.trials import shelf, writing
from tests.support.people import account
from tests.workflow.studio.trials.test_gate import WRITTEN


@pytest.fixture
def scenario(admin):
    with transaction():
        return writing.begin(WRITTEN.replace("\n", "\r\n"), admin)


def test_what_is_saved_is_a_scenario_with_its_title_and_process(scenario):
    assert (scenario.title, scenario.process) == ("只看审核", "sharing_application")
    assert scenario.text == WRITTEN
    assert f"written:{scenario.id}" in {one.key for one in shelf.sheets()}


def test_what_is_no_scenario_is_refused_with_its_line(admin):
    with pytest.raises(Invalid) as refused, transaction():
        writing.begin(WRITTEN.replace("advance", "advanse"), admin)

    (said,) = refused.value.fields["text"]
    assert said.startswith("第 6 行：")


def test_what_is_longer_than_anybody_writes_is_refused(admin):
    with pytest.raises(Invalid), transaction():
        writing.begin(WRITTEN + "#" * writing.LONGEST, admin)


def test_every_text_is_kept(scenario, admin):
    other = account("xxb_proc2")
    with transaction():
        changed = WRITTEN.replace("只看审核", "只看一步")
        writing.save(scenario.id, changed, seen=1, account=other)

    assert writing.version(scenario.id, 1).text == WRITTEN
    assert writing.version(scenario.id, 2).saved_by_id == other.id
    assert writing.find(scenario.id).title == "只看一步"
    with pytest.raises(NotFound):
        writing.version(scenario.id, 3)


def test_nobody_overwrites_what_he_has_not_read(scenario, admin):
    with transaction():
        writing.save(scenario.id, WRITTEN + "# 一\n", seen=1, account=account("xxb_proc2"))

    with pytest.raises(writing.Overtaken), transaction():
        writing.save(scenario.id, WRITTEN + "# 二\n", seen=1, account=admin)

    assert writing.find(scenario.id).text.endswith("# 一\n")


def test_the_same_text_saved_again_is_no_new_version(scenario, admin):
    with transaction():
        writing.save(scenario.id, WRITTEN, seen=1, account=admin)

    assert writing.find(scenario.id).version == 1


def test_put_away_it_is_not_played_and_not_changed_until_it_is_brought_back(scenario, admin):
    with transaction():
        writing.put_away(scenario.id)
    assert f"written:{scenario.id}" not in {one.key for one in shelf.sheets()}
    with pytest.raises(Conflict), transaction():
        writing.save(scenario.id, WRITTEN + "# 一\n", seen=1, account=admin)

    with transaction():
        writing.bring_back(scenario.id)

    assert f"written:{scenario.id}" in {one.key for one in shelf.sheets()}


def test_a_text_that_a_later_grammar_does_not_know_is_still_listed(scenario):
    with transaction():
        writing.find(scenario.id).text = "old: text"

    sheet = next(one for one in shelf.sheets() if one.key == f"written:{scenario.id}")

    assert sheet.about.process == "sharing_application"


def test_one_recorded_from_no_case_is_refused(admin):
    with pytest.raises(NotFound), transaction():
        writing.begin(WRITTEN, admin, case_id=999_999)
