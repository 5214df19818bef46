"""Files that must not come near the engine, and BPMN that it would misread without a word."""

import pytest
from lxml import etree

from app.workflow.engine.diagram import BadDiagram, parse_xml, read
from tests.workflow.drawings import BPMN, ROOM, SPIFF, Drawing, blamed, faults, shipped, with_change

HEAD = b"<?xml version='1.0'?>"
MODEL = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
XXE = b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><d>&x;</d>"
LAUGHS = b"<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><d>&b;</d>"
DEEP = b"<d>" * 257 + b"</d>" * 257
LARGE = b"<d>" + b" " * 2_000_000 + b"</d>"


def a_chain(boxes: int) -> bytes:
    tasks = b"".join(b'<task id="t%d"/>' % number for number in range(boxes))
    return b'<definitions %s><process id="p">%s</process></definitions>' % (MODEL, tasks)


def test_the_shipped_diagrams_have_no_fault():
    assert faults(shipped()) == []


@pytest.mark.parametrize(
    "xml",
    [XXE, LAUGHS, DEEP, LARGE, b"<d>", b"", b"\xff\xfe", HEAD + XXE],
    ids=["xxe", "laughs", "deep", "large", "cut off", "empty", "not text", "head and xxe"],
)
def test_a_harmful_file_is_refused_before_it_is_read(xml):
    with pytest.raises(BadDiagram):
        parse_xml(xml)


def test_the_entities_of_a_refused_file_are_never_read():
    with pytest.raises(BadDiagram) as wrong:
        parse_xml(XXE)

    assert "root:" not in str(wrong.value)


def test_depth_256_is_still_read():
    assert parse_xml(b"<d>" * 256 + b"</d>" * 256).tag == "d"


def test_400_boxes_are_read_and_401_are_not():
    assert len(read(a_chain(400)).nodes) == 400
    with pytest.raises(BadDiagram):
        read(a_chain(401))


@pytest.mark.parametrize("xml", [XXE, LAUGHS, DEEP, LARGE, a_chain(401)])
def test_a_refused_file_is_named(xml):
    found = faults(shipped() | {f"{ROOM}/new.bpmn": xml})

    assert [fault.file for fault in found] == [f"{ROOM}/new.bpmn"]


def test_other_xml_is_no_diagram():
    assert blamed(shipped() | {"x.bpmn": b"<note/>"}) == {"line 1"}


def into(box: str, tag: str, namespace: str = BPMN, **attributes: str):
    """Write another element into a box."""
    return lambda d: etree.SubElement(d[box], f"{namespace}{tag}", **attributes)


def rename(box: str, tag: str):
    """Make a box another kind of box."""
    return lambda d: setattr(d[box], "tag", f"{BPMN}{tag}")


REFUSED = [
    ("script task", "usage", rename("sum_up_usage", "scriptTask"), "sum_up_usage"),
    ("business rule", "usage", rename("sum_up_usage", "businessRuleTask"), "sum_up_usage"),
    ("manual task", "usage", rename("give_feedback", "manualTask"), "give_feedback"),
    ("receive task", "usage", rename("give_feedback", "receiveTask"), "give_feedback"),
    ("complex gateway", "usage", rename("is_mismatch", "complexGateway"), "is_mismatch"),
    ("inclusive gateway", "usage", rename("usage_out", "inclusiveGateway"), "usage_out"),
    ("sub-process", "usage", rename("give_feedback", "subProcess"), "give_feedback"),
    ("link event", "usage", into("used", "linkEventDefinition", name="x"), "used"),
    ("compensation", "usage", into("used", "compensateEventDefinition"), "used"),
    ("message start", "usage", into("in_use", "messageEventDefinition"), "in_use"),
    ("signal start", "usage", into("in_use", "signalEventDefinition"), "in_use"),
    ("conditional", "usage", into("in_use", "conditionalEventDefinition"), "in_use"),
    ("data store", "usage", into("sharing_usage", "dataStoreReference", id="s"), "s"),
    ("data object", "usage", into("sharing_usage", "dataObject", id="o"), "o"),
    ("message flow", "usage", into("sharing_usage_collaboration", "messageFlow", id="m"), "m"),
    ("loop", "usage", into("give_feedback", "standardLoopCharacteristics"), "give_feedback"),
]


@pytest.mark.parametrize(
    ("diagram", "change", "element"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_is_not_used_here_is_refused(diagram, change, element):
    assert element in blamed(with_change(diagram, change))


@pytest.mark.parametrize("tag", ["preScript", "postScript", "unitTests", "calledDecisionId"])
def test_code_beside_a_task_is_refused(tag):
    def change(d):
        inner = d["give_feedback"].find(f"{BPMN}extensionElements")
        etree.SubElement(inner, f"{SPIFF}{tag}").text = "x = 1"

    assert "give_feedback" in blamed(with_change("usage", change))


def test_a_parameter_of_an_operation_is_an_expression_and_refused():
    def change(d):
        parameters = next(d["sum_up_usage"].iter(f"{SPIFF}parameters"))
        etree.SubElement(parameters, f"{SPIFF}parameter", id="a", value="open('x')")

    assert "sum_up_usage" in blamed(with_change("usage", change))


def test_an_event_sub_process_is_refused():
    def change(d):
        d.add("subProcess", "on_signal", "office", triggeredByEvent="true")

    assert "on_signal" in blamed(with_change("mediation", change))


def test_a_process_must_be_executable():
    change = lambda d: d["sharing_usage"].set("isExecutable", "false")  # noqa: E731

    assert "sharing_usage" in blamed(with_change("usage", change))


def test_two_boxes_of_one_id_in_a_file():
    def change(d):
        d["remind_provider"].set("id", "remind_demander")

    assert "remind_demander" in blamed(with_change("usage", change))


def test_two_boxes_of_one_id_in_two_files():
    def change(d):
        d.add("endEvent", "closed", "demander")
        d.redirect("sum_up_usage_to_used", "closed")
        d.remove("used")

    assert "closed" in blamed(with_change("usage", change))


def test_one_process_in_two_files():
    files = shipped()
    files[f"{ROOM}/copy.bpmn"] = files[f"{ROOM}/usage.bpmn"]

    assert "sharing_usage" in blamed(files)


def test_two_processes_in_one_file():
    def change(d):
        etree.SubElement(d.root, f"{BPMN}process", id="second", isExecutable="true")

    assert "sharing_usage" in blamed(with_change("usage", change))


def test_a_terminate_end_would_lose_the_result():
    assert "used" in blamed(with_change("usage", into("used", "terminateEventDefinition")))


@pytest.mark.parametrize("name", ["give_opinion", "unit", ""])
def test_the_item_of_a_task_of_several_units_has_its_name(name):
    def change(d):
        item = d["give_opinion_unit"]
        item.set("id", name)

    assert "give_opinion" in blamed(with_change("mediation", change))


def test_only_user_tasks_are_done_by_several():
    def change(d):
        many = etree.SubElement(d["count_votes"], f"{BPMN}multiInstanceLoopCharacteristics")
        etree.SubElement(many, f"{BPMN}loopDataInputRef").text = "voters"
        etree.SubElement(many, f"{BPMN}inputDataItem", id="count_votes_unit")

    assert "count_votes" in blamed(with_change("decision", change))


def test_an_arrow_into_nothing():
    def change(d: Drawing):
        d["sum_up_usage_to_used"].set("targetRef", "nowhere")

    assert "sum_up_usage_to_used" in blamed(with_change("usage", change))


def test_a_fault_of_the_parser_is_reported_too():
    def change(d):
        operator = next(d["sum_up_usage"].iter(f"{SPIFF}serviceTaskOperator"))
        operator.remove(operator[0])  # the validator wants parameters, even empty ones

    (found,) = faults(with_change("usage", change))

    assert (found.file, found.element[:5]) == ("sharing/usage.bpmn", "line ")
    assert "{http" not in found.reason


UNREADABLE = [DEEP, b"<d>", b"", b"\xff\xfe", b"<d>&x;</d>", b"<d>& </d>", b"<a:d/>", b"<d/><e/>"]
UNREADABLE += [
    b"<d a='1' a='2'/>",
    b"<d a=1/>",
    b"<d>\x01</d>",
    b"<d",
    b"  <?xml version='1.0'?><d/>",
]


@pytest.mark.parametrize("xml", UNREADABLE, ids=range(len(UNREADABLE)))
def test_why_a_file_is_no_xml_is_said_in_plain_words(xml):
    (found,) = faults({"x.bpmn": xml})

    assert found.element.startswith("line ")
    assert not any(word in found.reason for word in ("XML_PARSE", "<string>", "column", "PCDATA"))


def test_a_file_that_is_nested_too_deeply_says_so_whoever_notices():
    noticed = {fault.reason for fault in faults({"x.bpmn": DEEP, "y.bpmn": b"<d>" * 3000})}

    assert len(noticed) == 1
    assert "256" in noticed.pop()
