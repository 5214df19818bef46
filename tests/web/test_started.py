"""A release comes into force while somebody fills in a start form: told, and nothing is lost."""

import json
import re

import pytest

from app.domain.catalogue.services import publication
from app.foundation import clock
from app.foundation.database import transaction
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS
from app.workflow.models import ProcessInstance
from app.workflow.studio import revisions
from tests.support.days import MONDAY
from tests.support.desks import APPLICATION, RESOURCE, cases, open_task
from tests.support.people import account
from tests.workflow.studio.drawing import renamed
from tests.workflow.studio.releases import released, submitted

KEY = "sharing/application"
ADDRESS = f"/applications/new/{RESOURCE}"
NOON = MONDAY.replace(hour=12)


def release(change, key=KEY, effective_at=None):
    """Two administrators change a form."""
    one, other = account("xxb_proc"), account("xxb_proc2")
    with transaction():
        draft = revisions.begin("改申请表", one)
        document = json.loads(revisions.content(draft, FORM, key)[0])
        change(document["components"])
        content = json.dumps(document, ensure_ascii=False).encode()
        revisions.save(draft, FORM, key, content, seen=0, account=one)
    return released(submitted(draft, one, effective_at=effective_at), other)


def another_name(components):
    """The field for the scenario is asked under another key: what it was is no longer asked."""
    field = next(one for one in components if one.get("key") == "necessity")
    field["key"], field["id"], field["label"] = "reason", "field_reason", "特别理由"


def longer(components):
    field = next(one for one in components if one.get("key") == "scenario")
    field["validate"]["maxLength"] = 1500


@pytest.fixture
def opened(desks):
    """The page of the application form, opened before anything changes."""
    client = desks.at("jtw_share")
    page = client.get(ADDRESS).text

    def field(name):
        return re.search(rf'name="{name}" value="([^"]*)"', page)[1]

    sent = {name: field(name) for name in ("submission_key", "_release")}
    return client, {**APPLICATION, **sent}


def test_a_form_that_has_not_changed_is_taken(opened):
    client, sent = opened

    assert client.post(ADDRESS, data=sent).status_code == 302


def test_a_change_is_told_and_the_form_is_there_again_with_what_was_typed(opened):
    client, sent = opened
    release(longer)

    answer = client.post(ADDRESS, data=sent)

    assert (answer.status_code, cases()) == (409, [])
    assert "字段“使用场景”的最多字数：2000 → 1500" in answer.text
    assert APPLICATION["scenario"] in answer.text
    again = re.search(r'name="_release" value="([^"]*)"', answer.text)[1]
    assert client.post(ADDRESS, data={**sent, "_release": again}).status_code == 302


def test_what_the_new_form_no_longer_asks_is_shown_and_stays_until_it_is_put_elsewhere(opened):
    client, sent = opened
    release(another_name)

    answer = client.post(ADDRESS, data={**sent, "necessity": "仅用于许可核验"})

    assert "不再填写：“必要性说明”：仅用于许可核验" in answer.text
    assert "仅用于许可核验" in client.get(ADDRESS).text  # the draft holds it too


def test_a_draft_of_the_form_before_keeps_what_was_typed_in_it(opened):
    client, sent = opened
    release(another_name)

    kept = client.post(f"{ADDRESS}/draft", data={**sent, "necessity": "仅用于许可核验"})

    assert kept.status_code == 200
    assert "仅用于许可核验" in client.get(ADDRESS).text


def test_another_change_of_the_release_troubles_nobody(opened):
    client, sent = opened
    release(lambda components: components[2].update(label="意见（本单位）"), "sharing/unit_review")

    assert client.post(ADDRESS, data=sent).status_code == 302


def test_what_was_sent_before_the_change_and_comes_twice_is_one_application(opened):
    client, sent = opened
    first = client.post(ADDRESS, data=sent)
    release(longer)

    second = client.post(ADDRESS, data=sent)

    assert second.location == first.location
    assert len(cases()) == 1


@pytest.mark.parametrize("named", ["", "0", "999999", "x", "-1", "9" * 40, "１"])
def test_a_release_that_nobody_made_is_none(opened, named):
    client, sent = opened

    assert client.post(ADDRESS, data={**sent, "_release": named}).status_code == 302
    assert (str(definitions.db.engine.url), 999_999) not in definitions._loaded


def test_it_is_told_to_the_minute_at_which_the_release_comes_into_force(opened):
    client, sent = opened
    release(longer, effective_at=NOON)

    with clock.at(NOON.replace(second=1)):
        assert client.post(ADDRESS, data=sent).status_code == 409
    assert client.post(ADDRESS, data=sent).status_code == 302


def test_a_matter_of_the_catalogue_is_told_the_same(desks):
    client, key = desks.at("gsj_share"), publication.FORM
    address = f"/catalogue/matters/new/{publication.PROCESS}"
    seen = definitions.current().id
    release(lambda components: components[0].update(description="另一说明"), key)

    answer = client.post(address, data={"_release": str(seen), "submission_key": "k" * 20})

    assert answer.status_code == 409
    assert "另一说明" in answer.text and "表单在您打开之后有变化" in answer.text


def test_an_application_on_paper_is_told_the_same(desks):
    client, address = desks.at("xxb_escal"), f"/paper/applications/JTW/{RESOURCE}"
    page = client.get(address).text
    seen = re.search(r'name="_release" value="([^"]*)"', page)[1]
    release(longer)

    answer = client.post(address, data={**APPLICATION, "_release": seen, "submission_key": "k" * 9})

    assert (answer.status_code, cases()) == (409, [])
    assert "1500" in answer.text


def test_cases_that_run_end_on_the_version_on_which_they_began(desks):
    before, after = desks.apply(), None
    one, other = account("xxb_proc"), account("xxb_proc2")
    with transaction():
        draft = revisions.begin("复核", one)
        name = PROCESS, "sharing_application"
        changed = renamed(revisions.content(draft, *name)[0])
        revisions.save(draft, *name, changed, seen=0, account=one)
    made = released(submitted(draft, one), other)
    after = desks.apply()

    assert open_task("unit_review").title == "本单位审核"
    desks.walk(("jtw_head", "unit_review", {"outcome": "return", "comment": "请补充"}))
    again = {key: APPLICATION[key] for key in APPLICATION if key != "resource"}
    desks.walk(("jtw_share", "revise_application", {"outcome": "resubmit", **again}))
    titles = {case: task_title(case) for case in (before, after)}
    assert titles == {before: "本单位审核", after: "本单位复核"}
    assert definitions.db.session.get(ProcessInstance, after).release_id == made.id


def task_title(case):
    found = definitions.db.session.scalars(
        definitions.select(open_task("unit_review").__class__).filter_by(
            instance_id=case, name="unit_review", closed_at=None
        )
    )
    return found.one().title
