"""What a hostile designer draws into a shipped diagram.  Each is a change of one drawing."""

from collections.abc import Callable

from lxml import etree

from tests.workflow.drawings import BPMN, SPIFF, Drawing

Change = Callable[[Drawing], object]
CHOICE = "is_mismatch_to_review_mismatch"
TASK, SERVICE, TIMER = "give_feedback", "sum_up_usage", "file_usage_file_use"


def condition(text: str) -> Change:
    """An expression on an arrow of the usage diagram."""
    return lambda d: d.condition(CHOICE, text)


def timer(text: str, tag: str = "timeDate") -> Change:
    """An expression in a timer."""

    def change(d: Drawing):
        definition = d[TIMER].find(f"{BPMN}timerEventDefinition")
        for old in list(definition):
            definition.remove(old)
        etree.SubElement(definition, f"{BPMN}{tag}").text = text

    return change


def beside(box: str, tag: str, text: str = "", **attributes: str) -> Change:
    """Something in a box's extension elements."""

    def change(d: Drawing):
        inner = d[box].find(f"{BPMN}extensionElements")
        etree.SubElement(inner, f"{SPIFF}{tag}", **attributes).text = text

    return change


def inside(box: str, tag: str, text: str = "", **attributes: str) -> Change:
    """Another element of the standard in a box."""

    def change(d: Drawing):
        etree.SubElement(d[box], f"{BPMN}{tag}", **attributes).text = text

    return change


def at_the_top(tag: str, **attributes: str) -> Change:
    """Another element beside the process."""
    return lambda d: d.root.insert(0, etree.Element(f"{BPMN}{tag}", **attributes))


def kind(box: str, tag: str) -> Change:
    """A box of another kind."""
    return lambda d: setattr(d[box], "tag", f"{BPMN}{tag}")


def script(text: str) -> Change:
    """A script task in the place of a service task."""

    def change(d: Drawing):
        d[SERVICE].tag = f"{BPMN}scriptTask"
        etree.SubElement(d[SERVICE], f"{BPMN}script").text = text

    return change


def parameter(text: str) -> Change:
    """A parameter of an operation, which is an expression to the engine."""

    def change(d: Drawing):
        group = next(d[SERVICE].iter(f"{SPIFF}parameters"))
        etree.SubElement(group, f"{SPIFF}parameter", id="p", type="str", value=text)

    return change


def operation(name: str) -> Change:
    """Another operation."""
    return lambda d: next(d[SERVICE].iter(f"{SPIFF}serviceTaskOperator")).set("id", name)


def result(name: str) -> Change:
    """Another name for what an operation answers."""

    def change(d: Drawing):
        operator = next(d["compare_returns"].iter(f"{SPIFF}serviceTaskOperator"))
        operator.set("resultVariable", name)

    return change


def named(box: str, name: str) -> Change:
    """Another name."""
    return lambda d: d[box].set("name", name)


def renumbered(box: str, name: str) -> Change:
    """Another id, wherever it is referred to."""

    def change(d: Drawing):
        for e in d.root.iter(etree.Element):
            for key in [k for k, value in e.attrib.items() if value == box]:
                e.set(key, name)
            if e.text == box:
                e.text = name

    return change


def many(tag: str, text: str = "", **attributes: str) -> Change:
    """Something in a step that several units do."""

    def change(d: Drawing):
        loop = d["cast_vote"].find(f"{BPMN}multiInstanceLoopCharacteristics")
        for old in loop.findall(f"{BPMN}{tag}"):
            loop.remove(old)
        etree.SubElement(loop, f"{BPMN}{tag}", **attributes).text = text

    return change


def list_of(text: str) -> Change:
    """An expression where the list of units stands."""

    def change(d: Drawing):
        d["cast_vote"].find(f".//{BPMN}loopDataInputRef").text = text

    return change


def data_into(box: str) -> Change:
    """A step with data of its own: the engine would hide the case's from it."""

    def change(d: Drawing):
        made = etree.Element(f"{BPMN}ioSpecification")
        etree.SubElement(made, f"{BPMN}dataInput", id="secret", name="secret")
        inner = etree.SubElement(made, f"{BPMN}inputSet")
        etree.SubElement(inner, f"{BPMN}dataInputRefs").text = "secret"
        etree.SubElement(made, f"{BPMN}outputSet")
        d[box].insert(len(d[box]), made)

    return change


def fan(width: int) -> Change:
    """A gateway with very many arrows."""

    def change(d: Drawing):
        for number in range(width):
            d.add("endEvent", f"fan{number}", "office")
            d.connect("is_mismatch", f"fan{number}", f"mismatch == {number}")

    return change


def mesh(boxes: int, near: int) -> Change:
    """Gateways that lead to one another in very many ways."""

    def change(d: Drawing):
        for number in range(boxes):
            d.add("parallelGateway", f"m{number}", "office")
        for number in range(boxes):
            for other in range(number + 1, min(boxes, number + near)):
                d.connect(f"m{number}", f"m{other}")
        (onward,) = d.out("sum_up_usage")
        target = onward.get("targetRef")
        d.redirect(onward.get("id"), "m0")
        d.connect(f"m{boxes - 1}", target)

    return change


def remembered(steps: int) -> Change:
    """Results that are all asked for only later: the ways multiply with every step."""

    def change(d: Drawing):
        (onward,) = d.out("sum_up_usage")
        target = onward.get("targetRef")
        for number in range(steps):
            d.service(f"r{number}", "office", "sharing.weigh_answers", f"v{number}")
            d.add("exclusiveGateway", f"g{number}", "office")
            d.service(f"h{number}", "office", "sharing.remind")
        d.redirect(onward.get("id"), "r0")
        for number in range(steps):
            last = number + 1 == steps
            later = target if last else f"g{number + 1}"
            d.connect(f"r{number}", "g0" if last else f"r{number + 1}")
            d.connect(f"g{number}", later, f"v{number} == 'settled'")
            d.connect(f"g{number}", f"h{number}", f"v{number} != 'settled'")
            d.connect(f"h{number}", later)

    return change


def circle(d: Drawing):
    """The system goes round without asking anybody."""
    d.add("exclusiveGateway", "again", "office")
    (onward,) = d.out("sum_up_usage")
    target = onward.get("targetRef")
    d.redirect(onward.get("id"), "again")
    d.connect("again", target, "mismatch")
    d.connect("again", "sum_up_usage", "not mismatch")


def deep_names(d: Drawing):
    """A name of 100 kB."""
    d[TASK].set("name", "甲" * 100_000)
