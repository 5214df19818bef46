"""The form editor's doors: save, check, preview, try, begin a new form, where it is used."""

import json
import shutil
import subprocess

import pytest
from sqlalchemy import func, select

from app.foundation import files, paths
from app.foundation.database import db, transaction
from app.workflow.definitions import FORM, PROCESS
from app.workflow.models import Draft
from app.workflow.studio import new_form, revisions
from tests.support.people import account
from tests.workflow.studio import drawing

KEY = "sharing/unit_review"
NEW = "sharing/joint_opinion"


@pytest.fixture
def admin(desks):
    return desks.at("xxb_proc")


@pytest.fixture
def draft(app):
    with transaction():
        made = revisions.begin("改审核表单", account("xxb_proc")).id
    return made


def page_of(draft, key=KEY):
    return f"/studio/drafts/{draft}/forms/{key}"


def form(draft, key=KEY):
    db.session.expire_all()
    return json.loads(drawing.form(revisions.find(draft), key))


def sent(document, seen=0, **more):
    text = document if isinstance(document, str) else json.dumps(document)
    return {"content": text, "seen": seen, **more}


def relabelled(draft, label):
    document = form(draft)
    document["components"][2]["label"] = label
    return document


def test_the_page_shows_the_form_as_officials_see_it_and_where_it_is_used(admin, draft, desks):
    desks.apply()

    page = admin.get(page_of(draft)).text

    assert "退回修改" in page and "本单位" in page
    assert "没有发现问题" in page
    assert 'data-label="待办环节">1<' in page and 'class="row-title num">1<' in page
    assert "每个办件沿用开办时的表单" in page


def test_a_form_is_saved_and_its_faults_are_told_by_the_names_on_the_form(admin, draft):
    document = form(draft)
    document["components"][2]["conditional"] = {"hide": '=nowhere = "a"'}

    answer = admin.post(f"{page_of(draft)}/save", json=sent(document))

    assert answer.json["version"] == 1
    assert [f["component"] for f in answer.json["faults"]] == ["field_comment"]
    assert answer.json["faults"][0]["text"] == "“意见”（comment）：条件引用了不存在的字段“nowhere”"
    assert form(draft)["components"][2]["conditional"] == {"hide": '=nowhere = "a"'}


def test_the_faults_speak_english_to_those_who_do(admin, draft):
    document = form(draft)
    document["components"][2]["validate"] = {"minLength": 9, "maxLength": 3}
    admin.post("/locale", data={"lang": "en"})

    answer = admin.post(f"{page_of(draft)}/check", json=sent(document))

    told = "“Comment” (comment): “fewest characters” is larger than “most characters”"
    assert [f["text"] for f in answer.json["faults"]] == [told]


def test_an_outcome_that_the_diagram_does_not_know_is_told_at_the_form(admin, draft):
    document = form(draft)
    document["components"][1]["values"][0]["value"] = "agree_to_all"

    answer = admin.post(f"{page_of(draft)}/check", json=sent(document))

    assert any("agree_to_all" in fault["text"] for fault in answer.json["faults"])


def test_who_saved_first_is_not_written_over(admin, draft, desks):
    first = desks.at("xxb_proc2").post(f"{page_of(draft)}/save", json=sent(relabelled(draft, "甲")))

    late = admin.post(f"{page_of(draft)}/save", json=sent(relabelled(draft, "乙")))

    assert (first.status_code, late.status_code) == (200, 409)
    assert "xxb_proc2" in late.json["message"] and late.json["version"] == 1
    assert form(draft)["components"][2]["label"] == "甲"
    again = admin.post(f"{page_of(draft)}/save", json=sent(relabelled(draft, "乙"), seen=1))
    assert again.json["version"] == 2


def test_a_draft_that_was_put_away_takes_nothing_more(admin, draft):
    admin.post(f"/studio/drafts/{draft}/discard")

    answer = admin.post(
        f"{page_of(draft)}/save",
        json=sent(relabelled(draft, "甲")),
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 409 and "version" not in answer.json
    assert "只能查看" in admin.get(page_of(draft)).text


def preview(client, draft, document, **more):
    return client.post(f"{page_of(draft)}/preview", json=sent(document, **more))


def test_the_unsaved_form_is_shown_in_both_languages(admin, draft):
    document = relabelled(draft, "审核意见")

    chinese = preview(admin, draft, document, language="zh").text
    english = preview(admin, draft, document, language="en").text

    assert "审核意见" in chinese and "Comment" in english and "审核意见" not in english
    assert form(draft)["components"][2]["label"] == "意见"


def test_what_is_tried_is_checked_as_an_answer_and_stored_nowhere(admin, draft, app):
    wrong = [["outcome", "return"], ["comment", " "]]
    right = [["outcome", "return"], ["comment", "请补正使用依据"]]

    refused = preview(admin, draft, form(draft), answers=wrong).text
    taken = preview(admin, draft, form(draft), answers=right).text

    assert "请填写此项" in refused and "data-recorded" not in refused
    assert "data-recorded" in taken and "退回修改" in taken and "请补正使用依据" in taken
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
    assert db.session.scalar(select(func.count()).select_from(files.Attachment)) == 0


def test_every_shipped_form_can_be_previewed_and_tried(admin, draft):
    known = revisions.texts(revisions.files(revisions.find(draft)), FORM)

    failed = []
    for key, content in known.items():
        got = preview(admin, draft, content.decode(), answers=[["outcome", "approve"]])
        if got.status_code != 200 or "preview-answer" not in got.text:
            failed.append(key)

    assert failed == []


def test_rows_are_added_in_the_preview(admin, draft):
    row = {"type": "textfield", "id": "r", "key": "name", "label": "名称"}
    repeated = {"type": "dynamiclist", "id": "d", "path": "items", "label": "清单"}
    document = form(draft)
    document["components"].append(repeated | {"components": [row]})

    shown = preview(admin, draft, document, answers=[["items__0__name", "甲"], ["_add", "items"]])

    assert 'name="items__1__name"' in shown.text and 'value="甲"' in shown.text


def test_without_a_script_what_the_draft_holds_is_tried(admin, draft):
    page = admin.post(
        f"{page_of(draft)}/preview", data={"outcome": "approve", "comment": "好"}
    ).text

    assert "data-recorded" in page and "<h1" in page


def test_a_new_form_begins_with_the_outcomes_that_its_gateway_asks_for(admin, draft):
    with transaction():
        revision = revisions.find(draft)
        xml = drawing.diagram(revision).decode()
        assert 'value="sharing/provider_response"' in xml
        xml = xml.replace('value="sharing/provider_response"', f'value="{NEW}"')
        revisions.save(
            revision,
            PROCESS,
            drawing.APPLICATION,
            xml.encode(),
            seen=0,
            account=account("xxb_proc"),
        )
    offered = admin.get(page_of(draft, NEW)).text
    assert "还没有这份表单" in offered and "提供单位答复" in offered

    answer = admin.post(f"{page_of(draft, NEW)}/begin")

    assert answer.location.endswith(page_of(draft, NEW))
    outcome = form(draft, NEW)["components"][0]
    values = [option["value"] for option in outcome["values"]]
    assert {"agree", "refuse"} <= set(values)
    assert outcome["properties"]["options_en"]["refuse"] == "Refuse"
    assert "没有发现问题" in admin.get(page_of(draft, NEW)).text


def test_a_new_form_begins_as_a_copy(admin, draft):
    admin.post(f"{page_of(draft, NEW)}/begin", data={"copy_of": KEY})

    assert form(draft, NEW)["id"] == "joint_opinion"
    assert form(draft, NEW)["components"] == form(draft)["components"]
    assert admin.post(f"{page_of(draft, NEW)}/begin").status_code == 409


def test_a_new_form_that_was_taken_out_again_can_be_begun_anew(admin, draft):
    admin.post(f"{page_of(draft, NEW)}/begin")
    admin.post(f"/studio/drafts/{draft}/restore", data={"kind": "form", "key": NEW})

    assert admin.post(f"{page_of(draft, NEW)}/begin").status_code == 302


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "Sharing/X", "sharing", "a/b/c", "sharing/__x"]
)
def test_a_form_is_called_by_room_and_step_only(admin, draft, key):
    assert admin.get(page_of(draft, key)).status_code == 404
    assert admin.post(f"{page_of(draft, key)}/begin").status_code in {404, 422}
    assert not new_form.can_be_called(key)


BODIES = [
    b"", b"[]", b"null", b'"x"', b"{", b'{"content": 3}', b'{"content": null}',
    b'{"content": "{}", "seen": "1"}', b'{"content": "{}", "seen": -1}',
    b'{"content": "{}", "seen": true}', b'{"content": "{}", "seen": 99999999999}',
    b'{"content": "{}", "language": "de"}', b'{"content": "{}", "answers": "x"}',
    b'{"content": "{}", "answers": [["a"]]}', b'{"content": "{}", "answers": [["a", 1]]}',
    b'{"content": "\\ud800"}', b"[" * 200_000, b'{"content": "' + b"x" * 1_300_000 + b'"}',
]  # fmt: skip


@pytest.mark.parametrize("door", ["save", "check", "preview"])
def test_what_the_editor_never_sends_is_refused(admin, draft, door):
    address, kind = f"{page_of(draft)}/{door}", "application/json"

    statuses = [admin.post(address, data=body, content_type=kind).status_code for body in BODIES]

    assert set(statuses) == {422}, statuses


def test_the_texts_of_form_js_stand_where_they_are_looked_for():
    node = shutil.which("node") or str(paths.ROOT / ".venv" / "bin" / "node")
    script = """
      import fs from 'node:fs';
      import { surprises, translate } from './app/web/frontend/studio/translating.mjs';
      import { FILES } from './app/web/frontend/studio/form-js-texts.mjs';
      for (const [file, texts] of Object.entries(FILES)) {
        const { found } = translate(fs.readFileSync('node_modules/' + file, 'utf8'), texts);
        console.log(Object.values(found).reduce((a, b) => a + b), surprises(file, texts, found));
      }"""
    command = [node, "--input-type=module", "-e", script]
    told = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.split("\n")[:2] == ["25 []", "35 []"]
