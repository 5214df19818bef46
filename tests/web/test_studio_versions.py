"""The pages of versions: a draft on its way, the releases, one of them, any two, files."""

import io
import json
import re
import zipfile

import pytest

from app.foundation import clock
from app.foundation.database import transaction
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import releasing, revisions
from tests.support.days import MONDAY
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION
from tests.workflow.studio.releases import REVIEW, begun, released, submitted, with_form
from tests.workflow.studio.trying import tried

NOON = MONDAY.replace(hour=12)
SEAL = re.compile(r'name="seal" value="([0-9a-f]{64})"')


@pytest.fixture
def one(app):
    return account("xxb_proc")


@pytest.fixture
def other(app):
    return account("xxb_proc2")


@pytest.fixture
def first(desks):
    return desks.at("xxb_proc")


@pytest.fixture
def second(desks):
    return desks.at("xxb_proc2")


def test_a_draft_walks_from_its_author_to_law_on_its_page(first, second, one):
    draft = begun(one)
    with transaction():
        tried(draft)
    address = f"/studio/drafts/{draft.id}"

    page = first.get(address).text
    assert "“本单位审核”改称“本单位复核”" in page
    typed = {"note": "统一用语", "effective_at": "2026-08-31T12:00"}
    assert first.post(f"{address}/submit", data=typed).status_code == 302
    assert 'name="seal"' not in first.get(address).text  # he does not release it himself

    page = second.get(address).text
    assert "“本单位审核”改称“本单位复核”" in page and "统一用语" in page
    answer = second.post(f"{address}/release", data={"seal": SEAL.search(page)[1]})

    shown = second.get(answer.location).text
    assert "待生效" in shown and "2026-08-31 12:00" in shown
    assert "统一用语" in first.get("/notices/").text


def test_what_is_missing_is_said_beside_what_was_typed(first, one):
    address = f"/studio/drafts/{begun(one).id}"

    answer = first.post(f"{address}/submit", data={"note": " ", "effective_at": "2026-08-01T12:00"})

    assert answer.status_code == 422
    assert 'value="2026-08-01T12:00"' in answer.text
    assert 'href="#f-note"' in answer.text and 'href="#f-effective_at"' in answer.text


@pytest.mark.parametrize(
    "moment", ["x", "2026-13-01T00:00", "2026-09-01T12:00+02:00", "0001-01-01T00:00"]
)
def test_a_moment_that_is_none_is_refused(first, one, moment):
    address = f"/studio/drafts/{begun(one).id}"

    answer = first.post(f"{address}/submit", data={"note": "改", "effective_at": moment})

    assert answer.status_code == 422


def test_a_draft_with_faults_says_why_it_stays(first, one):
    draft = begun(one, files=[(FORM, REVIEW, b'{"components": []}')])
    address = f"/studio/drafts/{draft.id}"

    answer = first.post(f"{address}/submit", data={"note": "改表单"})

    assert answer.status_code == 409
    assert "改表单" in answer.text  # the note is not lost
    assert REVIEW in answer.text


def test_a_draft_comes_back_with_its_reason(first, second, one):
    draft = submitted(begun(one), one)
    address = f"/studio/drafts/{draft.id}"

    assert second.post(f"{address}/send-back", data={"reason": ""}).status_code == 422
    second.post(f"{address}/send-back", data={"reason": "名称与条例不符"})

    assert "名称与条例不符" in first.get(address).text
    assert "名称与条例不符" in first.get("/notices/").text


def test_what_was_released_meanwhile_is_settled_on_the_page(first, one, other):
    mine = with_form(one, new="本单位结论")
    released(submitted(with_form(one), one), other)
    address = f"/studio/drafts/{mine.id}"

    page = first.get(address).text
    assert "办理结果 → 本单位结论" in page and "办理结果 → 审核结果" in page
    assert first.post(f"{address}/submit", data={"note": "改"}).status_code == 409
    item = {"kind": FORM, "key": REVIEW}
    assert first.post(f"{address}/settle", data={**item, "take": "nothing"}).status_code == 404
    first.post(f"{address}/settle", data={**item, "take": "mine"})

    assert "审核结果 → 本单位结论" in first.get(address).text
    with transaction():
        tried(mine)
    assert first.post(f"{address}/submit", data={"note": "改"}).status_code == 302


def test_the_released_one_is_taken_instead(first, one, other):
    mine = with_form(one, new="本单位结论")
    released(submitted(with_form(one), one), other)

    item = {"kind": FORM, "key": REVIEW, "take": "released"}
    first.post(f"/studio/drafts/{mine.id}/settle", data=item)

    assert revisions.find(mine.id).items == []


def test_the_list_names_who_answers_and_is_filtered_by_process_and_state(first, one, other):
    released(submitted(begun(one, "统一用语"), one), other)
    to_come = released(submitted(with_form(one), one, effective_at=NOON), other)

    page = first.get("/studio/versions/").text
    assert page.count('class="row-title"') == 3
    assert "xxb_proc2" in page and to_come.sha256[:8] in page
    of_usage = first.get("/studio/versions/?process=sharing_usage").text
    assert of_usage.count('class="row-title"') == 1
    of_application = first.get(f"/studio/versions/?process={APPLICATION}").text
    assert of_application.count('class="row-title"') == 2
    for state, title in (("to_come", "改表单"), ("in_force", "统一用语"), ("past", "")):
        rows = first.get(f"/studio/versions/?state={state}").text
        assert (rows.count('class="row-title"'), title in rows) == (1, True)
    assert first.get("/studio/versions/?process=x&state=y&page=z").status_code == 200


def test_a_release_to_come_is_withdrawn_from_its_page(first, one, other):
    made = released(submitted(begun(one), one, effective_at=NOON), other)
    address = f"/studio/versions/{made.id}"

    assert first.post(f"{address}/withdraw", data={"reason": " "}).status_code == 422
    first.post(f"{address}/withdraw", data={"reason": "上级要求缓行"})

    page = first.get(address).text
    assert "已撤回" in page and "上级要求缓行" in page
    assert "已撤回" in first.get("/studio/versions/?state=withdrawn").text


def test_an_earlier_version_is_released_again_from_its_page(first, one, other):
    before = definitions.newest()
    released(submitted(begun(one), one), other)

    answer = first.post(f"/studio/versions/{before}/again", data={"process": APPLICATION})

    page = first.get(answer.location).text
    assert "“本单位复核”改称“本单位审核”" in page
    assert first.post(f"/studio/versions/{definitions.newest()}/again").status_code == 409


def test_a_version_is_looked_at_and_taken_away_as_it_was_released(first, one, other):
    made = released(submitted(begun(one), one), other)
    address = f"/studio/versions/{made.id}"
    files = revisions.released()

    page = first.get(f"{address}/processes/{APPLICATION}").text
    assert "本单位复核" in page and "本流程的各版" in page
    assert "办理结果" in first.get(f"{address}/forms/{REVIEW}").text
    diagram = first.get(f"{address}/files/processes/{APPLICATION}.bpmn")
    assert diagram.data == files[PROCESS, APPLICATION].content
    assert "attachment" in diagram.headers["Content-Disposition"]
    assert first.get(f"{address}/files/forms/{REVIEW}.json").data == files[FORM, REVIEW].content
    archive = zipfile.ZipFile(io.BytesIO(first.get(f"{address}/release.zip").data))
    assert archive.read("processes/sharing/application.bpmn") == diagram.data
    assert json.loads(archive.read("release.json"))["sha256"] == made.sha256
    assert len(archive.namelist()) == len(files) + 1


def test_any_two_versions_are_compared_drafts_too(first, one, other):
    before = definitions.newest()
    made = released(submitted(begun(one), one), other)
    draft = with_form(one)
    pairs = f"old={before}&new=d{draft.id}"

    page = first.get(f"/studio/compare/?{pairs}").text
    assert "“本单位审核”改称“本单位复核”" in page and "办理结果 → 审核结果" in page
    one_process = first.get(f"/studio/compare/?{pairs}&process={APPLICATION}").text
    assert f"/studio/compare/d{draft.id}/{APPLICATION}.bpmn" in one_process
    assert '"changed": ["unit_review"]' in one_process
    assert first.get(f"/studio/compare/d{draft.id}/{APPLICATION}.bpmn").status_code == 200
    told = first.get(f"/studio/compare/differences.json?{pairs}").json
    assert [one["key"] for one in told["files"]] == [APPLICATION, REVIEW]
    assert "没有差别" in first.get(f"/studio/compare/?old={made.id}&new={made.id}").text
    assert first.get("/studio/compare/").status_code == 200


@pytest.mark.parametrize(
    "asked", ["old=x", "new=d", "new=999999", "old=d999999", "old=1&new=1&process=none", "new=-1",
              "new=１", "old=" + "9" * 30],
)  # fmt: skip
def test_a_version_that_there_is_not_is_not_found(first, asked):
    assert first.get(f"/studio/compare/?{asked}").status_code == 404


def test_the_words_of_the_pages_are_english_for_who_reads_english(first, one, other):
    made = released(submitted(with_form(one), one, effective_at=NOON), other)
    first.post("/locale", data={"lang": "en"})

    page = first.get(f"/studio/versions/{made.id}").text

    assert "to come" in page and "Field “Your decision”: label: 办理结果 → 审核结果" in page


def test_a_page_seen_before_a_change_releases_nothing(second, one):
    draft = submitted(begun(one), one)
    address = f"/studio/drafts/{draft.id}"
    seal = SEAL.search(second.get(address).text)[1]
    with transaction():
        releasing.take_back(draft, one)
    submitted(draft, one, note="另一个理由")

    assert second.post(f"{address}/release", data={"seal": seal}).status_code == 409
    assert second.post(f"{address}/release").status_code == 409
    assert revisions.find(draft.id).state == "submitted"


def test_a_release_that_came_into_force_is_shown_as_such(first, one, other):
    made = released(submitted(begun(one), one, effective_at=NOON), other)

    with clock.at(NOON):
        assert "生效中" in first.get(f"/studio/versions/{made.id}").text
