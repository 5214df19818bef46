"""What a form may not hold is named before the form is taken into use."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workflow import forms
from tests.workflow.forms.samples import calmly, document, radio

FIELD = {"type": "textfield", "key": "f"}
FILES = {"type": "filepicker", "key": "x", "label": "x"}
UNSUPPORTED = ("html", "iframe", "image", "expression", "button")


@pytest.mark.parametrize(
    ("component", "word"),
    [
        *[({"type": kind, "key": "f"}, "not supported") for kind in UNSUPPORTED],
        ({**FIELD, "key": "a-b"}, "plain name"),
        ({**FIELD, "key": "_version"}, "plain name"),
        ({**FIELD, "key": "typename"}, "reserved"),
        ({**FIELD, "properties": {"typename": "x"}}, "typename"),
        ({**FIELD, "label": ""}, "no label"),
        ({**FIELD, "conditional": {"hide": "=sum(x)"}}, "condition"),
        ({**FIELD, "conditional": {"hide": '=nowhere = "a"'}}, "no field"),
        ({**FIELD, "properties": {"required_when": "=1 + 1"}}, "condition"),
        ({**FIELD, "validate": {"pattern": "(a+)+"}}, "pattern"),
        ({**FIELD, "validate": {"pattern": "a" * 300}}, "pattern"),
        ({**FIELD, "validate": {"minLength": "=f"}}, "expression"),
        ({**FIELD, "validate": {"minLength": 5, "maxLength": 3}}, "larger"),
        ({**FIELD, "validate": {"validationType": "iban"}}, "validation type"),
        ({"type": "select", "key": "f"}, "no options"),
        (radio("f", "a", "a"), "same value"),
        (radio("f", "a", defaultValue="z"), "default"),
        ({"type": "select", "key": "f", "valuesExpression": "=x"}, "not supported"),
        ({"type": "number", "key": "f", "decimalDigits": -1}, "decimalDigits"),
        ({"type": "datetime", "key": "f", "properties": {"min": "yesterday"}}, "today"),
        ({"type": "datetime", "key": "f", "subtype": "week"}, "kind"),
        ({"type": "group", "path": "g", "components": []}, "path"),
        ({"type": "dynamiclist", "path": "p", "components": []}, "nothing"),
        ({"type": "dynamiclist", "path": "p", "components": [FILES]}, "repeated"),
        ({**FIELD, "properties": {"list": "lines"}}, "lines"),
    ],
)  # fmt: skip
def test_a_fault_is_named(component: dict[str, Any], word: str) -> None:
    faults = forms.check_form(document(component))

    assert any(word in fault for fault in faults), faults


def test_a_key_is_given_once_also_across_groups() -> None:
    group = {"type": "group", "components": [{**FIELD, "label": "f"}]}

    assert any("twice" in fault for fault in forms.check_form(document(FIELD, group)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'"x"',
        b'{"components": 3}',
        b'{"components": [3]}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_is_no_form_is_refused(content: bytes) -> None:
    assert forms.check_form(content)
    with pytest.raises(forms.BadForm):
        forms.parse(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [
    "key",
    "path",
    "label",
    "validate",
    "values",
    "conditional",
    "properties",
    "components",
    "defaultValue",
]


@calmly
@given(
    st.sampled_from(["textfield", "radio", "group", "dynamiclist", "number", "datetime", "html"]),
    st.dictionaries(st.sampled_from(NAMES), JSON),
)
def test_any_component_is_judged_and_never_fails(kind: str, more: dict[str, Any]) -> None:
    forms.check_form(document({**more, "type": kind}))
