"""Forms made to do harm: refused, or harmless, and soon."""

import json
import time
from typing import Any

import pytest

from app.workflow import forms
from app.workflow.forms.view import view
from tests.workflow.forms.samples import document, radio

FIELD: dict[str, Any] = {"type": "textfield", "key": "f"}
SOON = 2.0  # seconds; the machine may be busy


def nested(depth: int, kind: str = "group") -> dict[str, Any]:
    inner: dict[str, Any] = {**FIELD, "id": "in", "label": "x"}
    for number in range(depth):
        inner = {"type": kind, "id": f"g{number}", "label": "x", "components": [inner]}
    return inner


def raw(text: str) -> bytes:
    """A component written by hand, for what `json.dumps` does not write."""
    return document(FIELD).replace(b'"type": "textfield"', b'"type": "textfield", ' + text.encode())


HIDDEN = {"hide": "=f0 = null"}


def chain(length: int) -> list[dict[str, Any]]:
    """Fields each of which is hidden by the next one; the last asks for one that follows."""
    return [
        {**FIELD, "key": f"f{n}", "conditional": {"hide": f"=f{n + 1} = null"}}
        for n in range(length)
    ]


def labelled(component: dict[str, Any]) -> dict[str, Any]:
    return {**component, "id": component["key"], "label": "x"}


def within(part: str, value: Any) -> bytes:
    return document({**FIELD, part: value})


def select(**more: Any) -> bytes:
    return document({"type": "select", "key": "f", **more})


def rows(path: str, inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": path, "label": "x", "components": [inner]}


def hide(source: Any) -> bytes:
    return document({**FIELD, "conditional": {"hide": source}})


def pattern(source: Any) -> bytes:
    return document({**FIELD, "validate": {"pattern": source}})


HOSTILE: dict[str, bytes] = {
    "forty groups within each other": document(nested(40)),
    "groups that break the reader": b'{"components":' * 3_000 + b"1" + b"}" * 3_000,
    "brackets that break the reader": b"[" * 290_000,
    "an object nested in a property": within("layout", json.loads('{"a":' * 60 + "1" + "}" * 60)),
    "more than 300 kB": document({**FIELD, "description": "x" * 301_000}),
    "a label of 200 kB": document({**FIELD, "label": "x" * 200_000}),
    "five thousand fields": document(*({**FIELD, "key": f"f{n}"} for n in range(3_000))),
    "options with five thousand values": document(radio("f", *(f"v{n}" for n in range(4_000)))),
    "a pattern that takes for ever": pattern("(a+)+$"),
    "a pattern that chooses for ever": pattern("(a|a)*b"),
    "a pattern with a back reference": pattern(r"(a)\1"),
    "a pattern with a huge count": pattern("a{99999}"),
    "a pattern that is a list": pattern(["a"]),
    "HTML": document({"type": "html", "content": "<script>alert(1)</script>"}),
    "an iframe": document({"type": "iframe", "url": "https://example.org"}),
    "an image from elsewhere": document({"type": "image", "source": "https://example.org/x.png"}),
    "an expression field": document({"type": "expression", "key": "f", "expression": "=1+1"}),
    "a button": document({"type": "button", "action": "submit"}),
    "a type that is a list": document({"type": ["textfield"], "key": "f"}),
    "no type": document({"type": None, "key": "f"}),
    "the key __proto__": document({**FIELD, "key": "__proto__"}),
    "the key constructor": document({**FIELD, "key": "constructor"}),
    "the key toString": document({**FIELD, "key": "toString"}),
    "the key hasOwnProperty": document({**FIELD, "key": "hasOwnProperty"}),
    "a property called __proto__": raw('"properties": {"__proto__": {"x": 1}}'),
    "a component called __proto__": raw('"__proto__": {"type": "html"}'),
    "a constructor in the options": document(
        radio("f", "a", properties={"options_en": {"constructor": "x"}})
    ),
    "the serializer's own key": document({**FIELD, "properties": {"typename": "Evil"}}),
    "the serializer's key as a field": document({**FIELD, "key": "typename"}),
    "the page's own input": document({**FIELD, "key": "csrf_token"}),
    "a row's input as a key": document({**FIELD, "key": "items__0__f"}),
    "ids given twice": document({**FIELD, "id": "a"}, {**FIELD, "id": "a", "key": "g"}),
    "keys given twice": document(FIELD, FIELD),
    "a call in a condition": hide("=get value(context, \"x\")"),
    "a loop in a condition": hide("=for x in 1..1000000000 return x"),
    "a function in a condition": hide("=function() external {java: 1}"),
    "a condition of 600 brackets": hide("=" + "(" * 249 + "f" + ")" * 249),
    "a condition that is an object": hide({"x": 1}),
    "a condition of 10 kB": hide("=f = 1 " + "or f = 1 " * 1_200),
    "an expression as a limit": document({**FIELD, "validate": {"maxLength": "=2**99"}}),
    "an expression as the options": select(valuesExpression="=x"),
    "an endless number": raw('"decimalDigits": 1e999'),
    "not a number": raw('"validate": {"max": NaN}'),
    "a number of five thousand digits": raw('"validate": {"max": ' + "9" * 5_000 + "}"),
    "a length of a million": document({**FIELD, "validate": {"maxLength": 10**6}}),
    "half a character": raw('"description": "\\ud800"'),
    "a character the database cannot hold": raw('"description": "\\u0000"'),
    "a label that is an object": document({**FIELD, "label": {"x": 1}}),
    "components that are a text": document({"type": "group", "components": "abc"}),
    "components that are numbers": document({"type": "group", "components": [1, None]}),
    "validate that is a list": document({**FIELD, "validate": [1]}),
    "properties that are a text": document({**FIELD, "properties": "label_en"}),
    "options that are texts": select(values=["a", "b"]),
    "options that are objects of objects": select(values=[{"label": "x", "value": {}}]),
    "columns that are numbers": document({"type": "table", "key": "f", "columns": [1]}),
    "columns that are words": document({**FIELD, "layout": {"columns": "wide"}}),
    "a yes that is a text": document({**FIELD, "readonly": "=true"}),
    "a default that is an object": document({**FIELD, "defaultValue": {"a": 1}}),
    "a date kind that is an object": document({"type": "datetime", "key": "f", "subtype": {}}),
    "a list that is a list": document({**FIELD, "properties": {"list": ["lines"]}}),
    "a repeated row of repeated rows": document(rows("a", rows("b", {**FIELD, "label": "c"}))),
    "a version that is an object": document(FIELD).replace(b": 19", b': {"a": []}'),
    "conditions that hang on each other": document(*chain(190)),
    "conditions in a circle": document(*chain(3), {**FIELD, "key": "f3", "conditional": HIDDEN}),
    "chained conditions in rows": document(
        {"type": "dynamiclist", "path": "a", "components": [*map(labelled, chain(190))]}
    ),
    "no bytes of any text": b"\xff\xfe\x00",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_form_is_refused_in_bounded_time(name: str) -> None:
    begun = time.monotonic()

    faults = forms.faults_of(HOSTILE[name])
    unreadable = forms.unreadable(HOSTILE[name])

    assert faults
    assert time.monotonic() - begun < SOON
    assert len(faults) < 1_000 and all(len(str(fault)) < 2_000 for fault in faults)
    assert set(unreadable) <= set(map(str, faults))
    with pytest.raises(forms.BadForm):
        forms.parse(HOSTILE[name])


UNOPENED = (
    "HTML", "an iframe", "an image from elsewhere", "an expression field", "a button", "no type",
    "ids given twice", "keys given twice", "forty groups within each other", "more than 300 kB",
    "a property called __proto__", "a component called __proto__", "half a character",
    "the serializer's own key", "components that are numbers", "options that are texts",
)  # fmt: skip


@pytest.mark.parametrize("name", UNOPENED)
def test_what_no_editor_may_open_is_not_even_kept_in_a_draft(name: str) -> None:
    assert forms.unreadable(HOSTILE[name])


def test_what_is_only_wrong_is_kept_in_a_draft() -> None:
    assert forms.unreadable(document({**FIELD, "label": ""})) == []
    assert forms.unreadable(hide('=nowhere = "a"')) == []


@pytest.mark.parametrize(
    "name",
    ["conditions that hang on each other", "conditions in a circle", "chained conditions in rows"],
)
def test_a_chain_of_conditions_is_named(name: str) -> None:
    assert "chain" in {fault.code for fault in forms.faults_of(HOSTILE[name])}


def test_a_property_that_nothing_reads_is_named() -> None:
    component = {**FIELD, "appearance": {"prefixAdorner": "￥"}, "validate": {"step": 2}}

    told = " ".join(forms.check_form(document(component)))

    assert "appearance" in told and "step" in told


def test_conditions_may_hang_on_each_other_a_little() -> None:
    last = {**FIELD, "key": "f9"}

    assert forms.faults_of(document(*chain(9), last)) == []
    assert forms.validate(forms.parse(document(*chain(9), last)), {"f0": "a"}) == {"f9": None}


SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_scripts_in_labels_are_only_words() -> None:
    said = {"label_en": SCRIPT, "description_en": SCRIPT, "options_en": {"a": SCRIPT}}
    choice = {**radio("f", "a"), "label": SCRIPT, "description": SCRIPT, "properties": said}
    form = forms.parse(document(choice))

    (shown,) = view(form, {}, {}, None, "en")

    assert (shown.label, shown.options[0].label) == (SCRIPT, SCRIPT)  # the templates escape them
