"""Every difference of two versions is told in words, in both languages, and none is invented."""

import json
import re

import pytest
from lxml import etree

from app.foundation import paths
from app.foundation.i18n import in_language
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.studio import difference
from app.workflow.studio.changes import LAYOUT

NAME = PROCESS, "sharing_application"
MEDIATION = PROCESS, "sharing_mediation"
REVIEW = FORM, "sharing/unit_review"
XML = (paths.PROCESSES / "sharing/application.bpmn").read_text()
MEDIATED = (paths.PROCESSES / "sharing/mediation.bpmn").read_text()
REVIEWED = json.loads((paths.FORMS / "sharing/unit_review.json").read_text())

pytestmark = pytest.mark.usefixtures("app")  # its words are the application's


def source(name, text):
    content = text if isinstance(text, bytes) else text.encode()
    return Source(*name, f"{name[1]}.x", content)


OLD = {NAME: source(NAME, XML), REVIEW: source(REVIEW, json.dumps(REVIEWED))}


def told(name, text, language="zh", old=None):
    """What is said of the new text of one file."""
    files = OLD if old is None else {**OLD, name: source(name, old)}
    with in_language(language):
        found = difference.between(files, {**files, name: source(name, text)})
    return [change.text for one in found for change in one.changes], found


def replaced(old, new, times=1, text=XML):
    assert old in text, old
    return text.replace(old, new, times)


def form(change):
    document = json.loads(json.dumps(REVIEWED))
    change(document["components"])
    return json.dumps(document)


STEP = """<bpmn:userTask id="ask_expert" name="征求意见"><bpmn:extensionElements>
<spiffworkflow:properties><spiffworkflow:property name="formKey" value="sharing/ask_expert"/>
<spiffworkflow:property name="post" value="legal_advisor"/></spiffworkflow:properties>
</bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="to_expert" sourceRef="unit_review" targetRef="ask_expert"/>
<bpmn:sequenceFlow id="from_expert" sourceRef="ask_expert" targetRef="unit_review_outcome"/>
<bpmn:userTask id="unit_review" """

DIAGRAMS = {
    "renamed": (
        replaced('name="本单位审核"', 'name="本单位复核"'),
        "“本单位审核”改称“本单位复核”",
        "“本单位审核” is now called “本单位复核”",
    ),
    "English name": (
        replaced('value="Unit review"', 'value="Check by the unit"'),
        "“本单位审核”的英文名：Unit review → Check by the unit",
        "“Unit review”: English name: Unit review → Check by the unit",
    ),
    "new step": (
        replaced('<bpmn:userTask id="unit_review" ', STEP),
        "新增人员步骤“征求意见”；在“本单位审核”之后；在“是否同意申请”之前；"
        "表单：sharing/ask_expert；可办岗位：法制审查岗",
        "New: step of people “征求意见”; after “Unit review”; before “Approved by the unit?”; "
        "form: sharing/ask_expert; posts that may act: Legal advisor",
    ),
    "condition": (
        replaced("outcome == 'approve'", "outcome == 'return'"),
        "走向（从“是否同意申请”到“申请备案”）的条件：outcome == 'approve' (同意，送提供单位) → "
        "outcome == 'return' (退回修改)",
        "The way from “Approved by the unit?” to “File the application”: condition: "
        "outcome == 'approve' (Approve and send to the provider) → "
        "outcome == 'return' (Return for changes)",
    ),
    "form": (
        replaced('value="sharing/unit_review"', 'value="sharing/other"'),
        "“本单位审核”的表单：sharing/unit_review → sharing/other",
        "“Unit review”: form: sharing/unit_review → sharing/other",
    ),
    "post": (
        replaced('name="post" value="unit_approver"', 'name="post" value="auditor"'),
        "“本单位审核”的可办岗位：共享工作负责人 → 审计岗",
        "“Unit review”: posts that may act: Head of the unit's sharing work → Auditor",
    ),
    "not the same person": (
        replaced(' value="application,revise_application"', ' value="application"'),
        "“本单位审核”的不得与之同一人：提出共享申请、修改申请 → 提出共享申请",
        "“Unit review”: not by whoever did: Apply for sharing, Revise application → "
        "Apply for sharing",
    ),
    "state": (
        replaced('name="state" value="under_review"', 'name="state" value="signing"'),
        "“本单位审核”的案件状态：under_review → signing",
        "“Unit review”: state of the case: under_review → signing",
    ),
    "clock": (
        replaced("deadline('answer')", "deadline('consider')"),
        "“答复逾期”的期限：answer → consider",
        "“Answer overdue”: clock of the deadline: answer → consider",
    ),
    "reminder": (
        replaced('cancelActivity="true"', 'cancelActivity="false"'),
        "“答复逾期”的到期时步骤：结束 → 仍继续办理",
        "“Answer overdue”: when it happens, the step: ends → stays open",
    ),
    "operation": (
        replaced('Operator id="sharing.application_filing"', 'Operator id="sharing.other"'),
        "“申请备案”的系统操作：sharing.application_filing → sharing.other",
        "“File the application”: operation: sharing.application_filing → sharing.other",
    ),
    "parameter": (
        replaced(
            "<spiffworkflow:parameters/>",
            '<spiffworkflow:parameters><spiffworkflow:parameter id="days" type="str" value="3"/>'
            "</spiffworkflow:parameters>",
        ),
        "“申请备案”的参数“days”：— → 3",
        "“File the application”: parameter “days”: — → 3",
    ),
    "result": (
        replaced('resultVariable="answer"', 'resultVariable="said"'),
        "“送达答复”的结果：answer → said",
        "“Deliver the answer”: result: answer → said",
    ),
    "called process": (
        replaced('calledElement="sharing_usage"', 'calledElement="sharing_other"'),
        "“备案、使用与反馈”的调用的流程：sharing_usage → sharing_other",
        "“Filing, use and feedback”: called process: sharing_usage → sharing_other",
    ),
    "documentation": (
        replaced("申请须经本单位共享工作负责人同意（《条例》第二十条）。", "须经同意。"),
        "“本单位审核”的说明：申请须经本单位共享工作负责人同意（《条例》第二十条）。 → 须经同意。",
        "“Unit review”: documentation: 申请须经本单位共享工作负责人同意（《条例》第二十条）。 → "
        "须经同意。",
    ),
    "a script somewhere": (
        replaced(
            '<spiffworkflow:serviceTaskOperator id="sharing.application_filing"',
            "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"
            '<spiffworkflow:serviceTaskOperator id="sharing.application_filing"',
        ),
        "“申请备案”的extensionElements/preScript：— → x = 1",
        "“File the application”: extensionElements/preScript: — → x = 1",
    ),
    "the words of another tool": (
        replaced(
            "<spiffworkflow:parameters/>",
            '<spiffworkflow:parameters/><other:thing xmlns:other="http://other.org/zeebe" a="1"/>',
        ),
        "“申请备案”的spiffworkflow:serviceTaskOperator/zeebe:thing@a：— → 1".replace(
            "spiffworkflow:", ""
        ),
        "“File the application”: serviceTaskOperator/zeebe:thing@a: — → 1",
    ),
}


@pytest.mark.parametrize("what", DIAGRAMS)
def test_a_change_of_a_diagram_is_said_in_both_languages(what):
    text, chinese, english = DIAGRAMS[what]

    assert chinese in told(NAME, text)[0]
    assert english in told(NAME, text, "en")[0]


def test_a_step_in_another_s_lane_has_moved():
    moved = replaced("<bpmn:flowNodeRef>close_refused</bpmn:flowNodeRef>", "")
    first = "<bpmn:flowNodeRef>provider_response</bpmn:flowNodeRef>"
    ours = "<bpmn:flowNodeRef>close_refused</bpmn:flowNodeRef>"

    said, files = told(NAME, replaced(first, first + ours, text=moved))

    assert said == ["“结案：不予共享”由市信息办改归提供单位"]
    assert files[0].marked("moved") == ["close_refused"]


def test_a_step_that_went_takes_its_ways_with_it_and_all_are_marked():
    root = etree.fromstring(XML.encode())
    gone = [e for e in root.iter() if "revise_application" in (
        e.get("id"), e.get("sourceRef"), e.get("targetRef"))]  # fmt: skip
    for element in gone:
        element.getparent().remove(element)

    said, files = told(NAME, etree.tostring(root))

    assert "删去人员步骤“修改申请”" in said
    assert set(files[0].marked("removed")) == {element.get("id") for element in gone}


def test_another_default_way_is_said_by_where_it_leads():
    gateway = '<bpmn:exclusiveGateway id="unit_review_outcome" '
    first = replaced(gateway, f'{gateway}default="unit_review_outcome_to_application_filing" ')
    second = replaced(gateway, f'{gateway}default="unit_review_outcome_to_revise_application" ')

    said, _files = told(NAME, second, old=first)

    assert said == ["“是否同意申请”的默认走向：申请备案 → 修改申请"]


def test_how_often_a_step_is_done_and_for_whom_is_said():
    changed = replaced(
        "<bpmn:loopDataInputRef>units</bpmn:loopDataInputRef>",
        "<bpmn:loopDataInputRef>parties</bpmn:loopDataInputRef>", text=MEDIATED,
    )  # fmt: skip
    sequential = replaced(
        "<bpmn:multiInstanceLoopCharacteristics>",
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true">', text=MEDIATED,
    )  # fmt: skip

    assert any(
        "逐个办理的名单：units → parties" in one
        for one in told(MEDIATION, changed, old=MEDIATED)[0]
    )
    assert any("@isSequential" in one for one in told(MEDIATION, sequential, old=MEDIATED)[0])


def test_what_is_only_drawn_elsewhere_is_told_apart():
    moved = re.sub(
        r'(bpmnElement="unit_review"[^>]*>\s*<dc:Bounds x=")(\d+)',
        lambda m: m[1] + str(int(m[2]) + 8), XML, count=1,
    )  # fmt: skip

    _said, (file,) = told(NAME, moved)

    assert file.state == LAYOUT
    assert file.marked(LAYOUT) == ["unit_review"]


def test_what_another_editor_writes_otherwise_is_no_difference():
    same = XML.replace(' cancelActivity="true"', "").replace("<spiffworkflow:parameters/>", "")
    same = re.sub(r"<bpmn:incoming>.*?</bpmn:incoming>\s*", "", same)
    same = re.sub(r'(timerEventDefinition id=")\w+', r"\1another", same, count=1)
    same = re.sub(r'(<dc:Bounds x="\d+)"', r'\1.0"', same)

    assert told(NAME, same)[0] == []


def test_a_process_and_a_form_that_come_or_go_are_said_as_such():
    files = difference.between(OLD, {})
    assert {(f.key, f.state) for f in files} == {(NAME[1], "removed"), (REVIEW[1], "removed")}
    assert {f.state for f in difference.between({}, OLD)} == {"added"}
    assert difference.between(OLD, OLD) == []


def more(components):
    components.insert(1, {"type": "textfield", "id": "f", "key": "extra", "label": "附注",
                          "validate": {"required": True}})  # fmt: skip


FORMS = {
    "new field": (more, "新增字段“附注”（单行文字），必填"),
    "field gone": (lambda c: c.pop(2), "删去字段“意见”"),
    "label": (lambda c: c[1].update(label="审核结果"), "字段“办理结果”的名称：办理结果 → 审核结果"),
    "required": (
        lambda c: c[2]["validate"].update(required=True),
        "字段“意见”的是否必填：— → 是",
    ),
    "limit": (
        lambda c: c[2]["validate"].update(maxLength=500),
        "字段“意见”的最多字数：2000 → 500",
    ),
    "condition": (
        lambda c: c[2]["properties"].update(required_when='=outcome = "approve"'),
        '字段“意见”的必填条件：=outcome = "return" → =outcome = "approve"',
    ),
    "hidden": (
        lambda c: c[2].update(conditional={"hide": '=outcome = "approve"'}),
        '字段“意见”的隐藏条件：— → =outcome = "approve"',
    ),
    "new choice": (
        lambda c: c[1]["values"].append({"label": "转办", "value": "pass"}),
        "字段“办理结果”：新增选项“转办”",
    ),
    "choice gone": (lambda c: c[1]["values"].pop(), "字段“办理结果”：删去选项“退回修改”"),
    "choice renamed": (
        lambda c: c[1]["values"][1].update(label="退回"),
        "字段“办理结果”：选项“退回修改 / Return for changes”改称“退回 / Return for changes”",
    ),
    "choices turned": (lambda c: c[1]["values"].reverse(), "字段“办理结果”：选项的顺序有变化"),
    "moved": (lambda c: c.insert(1, c.pop(2)), None),
    "another kind": (
        lambda c: c[2].update(type="textfield"),
        "字段“意见”的类型：多行文字 → 单行文字",
    ),
    "something else": (
        lambda c: c[2].update(appearance={"x": 1}),
        "字段“意见”的appearance.x：— → 1",
    ),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_change_of_a_form_is_said(what):
    change, expected = FORMS[what]

    said, _files = told(REVIEW, form(change))

    assert len(said) == 1
    assert expected is None or said == [expected]


def test_every_change_is_there_for_programs_in_both_languages():
    new = {**OLD, NAME: source(NAME, DIAGRAMS["renamed"][0]), REVIEW: source(REVIEW, form(more))}

    diagram, review = difference.as_json(OLD, new)

    assert diagram["changes"][0]["text"] == {
        "zh": DIAGRAMS["renamed"][1],
        "en": DIAGRAMS["renamed"][2],
    }
    assert diagram["title"] == {"zh": "共享申请与协商", "en": "Sharing application and negotiation"}
    assert review["title"]["zh"] == "本单位复核"
    assert (review["changes"][0]["kind"], review["changes"][0]["element"]) == ("added", "extra")


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b'{"components": 3}', b'{"components": [3]}', b"[" * 5000,
     b'{"components": [{"key": "a", "validate": 3, "values": 4, "properties": []}]}'],
)  # fmt: skip
def test_a_form_that_is_none_is_said_to_be_none(content):
    said, _files = told(REVIEW, content)

    assert said


def test_a_diagram_that_is_none_is_said_to_be_none():
    assert "不能作为流程图读取" in told(NAME, b"<x/>")[0][0]
