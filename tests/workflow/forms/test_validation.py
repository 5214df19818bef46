"""What a form takes and what it refuses, kind by kind."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation import clock
from app.workflow import forms
from app.workflow.forms import FormContext, Option
from tests.support.days import MONDAY
from tests.workflow.forms.samples import a_form, calmly, html, radio, refused, shipped

TODAY = MONDAY.date()
WHOLE = {"type": "number", "key": "n", "decimalDigits": 0, "validate": {"min": 1, "max": 10}}


@pytest.mark.parametrize(
    ("component", "typed", "kept"),
    [
        ({"type": "textfield"}, "  市公安局 ", "市公安局"),
        ({"type": "textfield"}, 2026, "2026"),
        ({"type": "textarea"}, "一\r\n二", "一\n二"),
        ({"type": "textfield"}, "   ", None),
        ({"type": "number", "decimalDigits": 0}, "12", 12),
        ({"type": "number", "decimalDigits": 0}, 12.0, 12),
        ({"type": "number", "decimalDigits": 0}, "1,200", 1200),
        ({"type": "number", "decimalDigits": 0}, "１，２００", 1200),
        ({"type": "number"}, "－３．５", -3.5),
        ({"type": "number"}, "0" * 20 + "7", 7),
        ({"type": "number"}, "-3.5", -3.5),
        ({"type": "number", "serializeToString": True}, "0.10", "0.10"),
        ({"type": "datetime", "subtype": "date"}, "2027-12-31", "2027-12-31"),
        ({"type": "datetime", "subtype": "date"}, date(2027, 12, 31), "2027-12-31"),
        ({"type": "datetime", "subtype": "datetime"}, "2026-08-31T10:00", "2026-08-31T10:00+08:00"),
        ({"type": "datetime", "subtype": "time"}, "09:30", "09:30"),
        ({"type": "checkbox"}, "true", True),
        ({"type": "checkbox"}, "", False),
        ({"type": "checkbox"}, False, False),
        (radio("f", "yes", "no"), True, "yes"),
        (radio("f", "yes", "no"), "no", "no"),
        ({"type": "taglist", "valuesKey": "units"}, ["GAJ", "GAJ"], ["GAJ"]),
        ({"type": "taglist", "valuesKey": "units"}, "GAJ", ["GAJ"]),
        ({"type": "taglist", "valuesKey": "units"}, None, []),
        ({"type": "textarea", "properties": {"list": "lines"}}, ["a", " b ", ""], ["a", "b"]),
        ({"type": "textarea", "properties": {"list": "lines"}}, "a\n\n b", ["a", "b"]),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "a@b.cn", "a@b.cn"),
        (
            {"type": "textfield", "validate": {"validationType": "phone"}},
            "010-6512 3456",
            "010-6512 3456",
        ),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]{2}[0-9]+$"}}, "IR0042", "IR0042"),
    ],
)
def test_a_good_value_is_kept_as_plain_data(
    component: dict[str, Any], typed: Any, kept: Any
) -> None:
    context = FormContext(options={"units": [Option("GAJ", "市公安局")]})

    assert forms.validate(a_form({"key": "f", **component}), {"f": typed}, context) == {"f": kept}


@pytest.mark.parametrize(
    ("component", "typed"),
    [
        ({"type": "textfield"}, "x" * 201),
        ({"type": "textfield", "validate": {"minLength": 3}}, "ab"),
        ({"type": "textfield"}, "nul\x00"),
        ({"type": "textfield"}, "half \ud800 sign"),
        ({"type": "textfield"}, {"a": 1}),
        ({"type": "textfield"}, ["a"]),
        ({"type": "textfield"}, True),
        ({"type": "number"}, "1e5"),
        ({"type": "number"}, "1E999999999"),
        ({"type": "number"}, float("nan")),
        ({"type": "number"}, float("inf")),
        ({"type": "number"}, True),
        ({"type": "number"}, "9" * 16),
        ({"type": "number"}, "十"),
        ({"type": "number", "decimalDigits": 0}, "1.5"),
        ({"type": "number", "decimalDigits": 2}, "1.555"),
        (WHOLE, "0"),
        (WHOLE, "11"),
        ({"type": "datetime", "subtype": "date"}, "31.12.2027"),
        ({"type": "datetime", "subtype": "date"}, "2027-02-30"),
        ({"type": "datetime", "subtype": "date"}, "9999-12-31"),
        (
            {"type": "datetime", "subtype": "date", "properties": {"max": "2026-01-01"}},
            "2026-01-02",
        ),
        ({"type": "datetime", "subtype": "datetime"}, "tomorrow"),
        ({"type": "datetime", "subtype": "time"}, "25:00"),
        ({"type": "checkbox"}, "perhaps"),
        ({"type": "checkbox", "validate": {"required": True}}, "false"),
        (radio("f", "a", "b"), "c"),
        (radio("f", "a", "b"), ["a"]),
        ({"type": "select", "valuesKey": "nobody_offers"}, "a"),
        ({"type": "taglist", "valuesKey": "nobody_offers"}, ["a"]),
        ({"type": "taglist", "valuesKey": "nobody_offers"}, [{"a": 1}]),
        ({"type": "textarea", "properties": {"list": "lines"}}, ["x" * 201]),
        ({"type": "textarea", "properties": {"list": "lines"}}, [str(n) for n in range(201)]),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "a@"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "abc"),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "ir"),
        ({"type": "filepicker"}, "7d9f8c1e-0000-4000-8000-000000000000"),
        ({"type": "filepicker"}, "../../etc/passwd"),
    ],
)
def test_a_bad_value_is_refused_on_its_field(component: dict[str, Any], typed: Any) -> None:
    key = component.get("key", "f")

    faults = refused(a_form({"key": key, **component}), {key: typed})

    assert list(faults) == [key]
    assert all(isinstance(message, str) and message for message in faults[key])


@pytest.mark.parametrize("blank", ["", "  ", None, []])
@pytest.mark.parametrize("kind", ["textfield", "textarea", "number", "datetime", "taglist"])
def test_a_required_field_must_not_be_blank(kind: str, blank: Any) -> None:
    more = {"valuesKey": "x"} if kind == "taglist" else {}
    form = a_form({"type": kind, "key": "f", "validate": {"required": True}, **more})

    assert "f" in refused(form, {"f": blank})


def test_a_date_may_be_today_and_not_yesterday() -> None:
    form = a_form({"type": "datetime", "key": "f", "properties": {"min": "today"}})

    with clock.at(MONDAY):
        assert not refused(form, {"f": TODAY.isoformat()})
        assert "f" in refused(form, {"f": (TODAY - timedelta(days=1)).isoformat()})


def test_today_is_the_day_in_the_city() -> None:
    form = a_form({"type": "datetime", "key": "f", "properties": {"min": "today"}})

    with clock.at(clock.at_hour(date(2026, 9, 1), 0)):  # still 31 August in UTC
        assert "f" in refused(form, {"f": "2026-08-31"})


def test_hidden_locked_and_unknown_keys_are_dropped() -> None:
    form = a_form(
        radio("outcome", "a", "b"),
        {"type": "textfield", "key": "only_b", "conditional": {"hide": '=outcome != "b"'}},
        {"type": "textfield", "key": "locked", "disabled": True},
        {"type": "textfield", "key": "read", "readonly": True},
    )
    raw = {"outcome": "a", "only_b": "x", "locked": "x", "read": "x", "evil": "x"}

    assert forms.validate(form, raw) == {"outcome": "a"}


def test_a_hidden_field_is_not_required() -> None:
    hidden = {"conditional": {"hide": '=outcome = "a"'}, "validate": {"required": True}}
    form = a_form(radio("outcome", "a", "b"), {"type": "textfield", "key": "f", **hidden})

    assert not refused(form, {"outcome": "a"})
    assert "f" in refused(form, {"outcome": "b"})


def test_a_hidden_group_hides_what_is_in_it() -> None:
    inner = {"type": "textfield", "key": "f", "label": "f", "validate": {"required": True}}
    group = {"type": "group", "components": [inner], "conditional": {"hide": '=outcome = "a"'}}
    form = a_form(radio("outcome", "a", "b"), group)

    assert forms.validate(form, {"outcome": "a", "f": "x"}) == {"outcome": "a"}
    assert "f" in refused(form, {"outcome": "b"})


def test_a_hidden_answer_does_not_bring_others_to_light() -> None:
    form = a_form(
        radio("outcome", "a", "b"),
        radio("kind", "x", "y", conditional={"hide": '=outcome = "a"'}),
        {"type": "textfield", "key": "f", "conditional": {"hide": '=kind != "x"'}},
    )

    assert forms.validate(form, {"outcome": "a", "kind": "x", "f": "1"}) == {"outcome": "a"}
    assert "f" in forms.validate(form, {"outcome": "b", "kind": "x", "f": "1"})


def test_a_field_is_required_when_the_form_says_so() -> None:
    form = shipped("unit_review")

    assert not refused(form, {"outcome": "approve"})
    assert list(refused(form, {"outcome": "return"})) == ["comment"]


def test_the_case_can_require_hide_and_narrow() -> None:
    form = a_form(
        radio("outcome", "a", "b"),
        {"type": "textfield", "key": "f"},
        {"type": "textfield", "key": "g"},
    )
    context = FormContext(required={"f"}, hidden={"g"}, allowed={"outcome": {"a"}})

    assert list(refused(form, {"outcome": "a", "g": "x"}, context)) == ["f"]
    assert list(refused(form, {"outcome": "b", "f": "x"}, context)) == ["outcome"]
    assert forms.validate(form, {"outcome": "a", "f": "x", "g": "x"}, context) == {
        "outcome": "a",
        "f": "x",
    }


@pytest.mark.parametrize("outcome", ["approved", "", None, "APPROVE", 3, ["approve"], {"x": 1}])
def test_an_outcome_that_does_not_exist_is_refused_on_outcome(outcome: Any) -> None:
    assert list(refused(shipped("unit_review"), {"outcome": outcome})) == ["outcome"]


def test_a_reason_of_ten_thousand_characters_is_refused_with_both_numbers() -> None:
    answer = {
        "outcome": "refuse",
        "reason_code": "law",
        "reason": "因" * 10_000,
        "legal_basis": "法",
    }

    faults = refused(shipped("provider_response"), answer)

    assert list(faults) == ["reason"]
    assert "2000" in faults["reason"][0]
    assert "10000" in faults["reason"][0]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"typename": "x"}, "typename"),
        ({"outcome": "approve", "comment": {"typename": "x"}}, "comment"),
        ({"unknown": [{"deep": {"typename": "x"}}]}, "unknown"),
        (html(("typename", "x")), "typename"),
        (html(("people__0__typename", "x")), "people__0__typename"),
    ],
)
def test_the_key_typename_is_refused_wherever_it_stands(raw: Any, field: str) -> None:
    assert list(refused(shipped("unit_review"), raw)) == [field]


def test_what_is_nested_without_end_is_refused() -> None:
    deep: Any = "x"
    for _level in range(500):
        deep = [deep]

    assert "comment" in refused(shipped("unit_review"), {"outcome": "approve", "comment": deep})


def test_a_list_is_typed_as_lines() -> None:
    form = shipped("provider_response")
    typed = html(("outcome", "supplement"), ("missing", "授权书\r\n\r\n 方案 "))

    assert forms.validate(form, typed)["missing"] == ["授权书", "方案"]
    assert forms.validate(form, {"outcome": "supplement", "missing": ["授权书", "方案"]})[
        "missing"
    ] == [
        "授权书",
        "方案",
    ]


def test_options_come_from_the_case() -> None:
    form = shipped("accept_dispute")
    context = FormContext(
        options={"unit_options": [Option("GAJ", "市公安局"), Option("CZJ", "市财政局")]}
    )
    typed = html(
        ("responsibility", "shared"), ("consult", ""), ("consult", "GAJ"), ("consult", "CZJ")
    )

    assert forms.validate(form, typed, context)["consult"] == ["GAJ", "CZJ"]
    assert "consult" in refused(form, {"responsibility": "shared", "consult": ["XXB"]}, context)
    assert not refused(form, {"responsibility": "shared", "consult": []}, context)


def test_a_settlement_may_name_the_items_of_a_substitute() -> None:
    context = FormContext(
        options={
            "item_options": [Option("点位编号", "点位编号")],
            "resource_options": [Option("IR0050", "x")],
        }
    )
    raw = {"outcome": "settle", "substitute": "IR0050", "items": ["道路名称"]}

    assert forms.validate(shipped("propose_settlement"), raw, context)["items"] == ["道路名称"]


def test_nothing_sent_is_the_default_and_blank_is_blank() -> None:
    form = shipped("review_extension")

    assert forms.validate(form, {"outcome": "grant"})["days"] == 10
    assert "days" in refused(form, {"outcome": "grant", "days": ""})
    assert "days" not in forms.validate(form, {"outcome": "deny"})


def test_a_revision_keeps_what_it_does_not_name() -> None:
    items = [Option("点位编号", "点位编号"), Option("场所名称", "场所名称")]
    present = {
        "items": ["点位编号"], "basis": "条例", "scenario": "应急", "scope": "全市",
        "mode": "file_download", "valid_until": "2999-01-01", "safeguards": "加密",
    }  # fmt: skip
    context = FormContext(options={"item_options": items}, values=present)

    kept = forms.validate(
        shipped("revise_application"), {"outcome": "resubmit", "scope": "两区"}, context
    )

    assert kept["scope"] == "两区"
    assert kept["items"] == ["点位编号"]
    assert kept["urgency"] == "normal"
    assert list(
        refused(
            shipped("revise_application"), html(("outcome", "resubmit"), ("items", "")), context
        )
    ) == ["items"]


def test_terms_may_all_be_left_as_they_are() -> None:
    answers = forms.validate(
        shipped("consider_counter"), {"outcome": "counter", "mode": "file_download"}
    )

    assert answers["mode"] == "file_download"
    assert answers["items"] == []
    assert answers["scope"] is None


def test_a_term_must_not_be_past() -> None:
    past = (TODAY - timedelta(days=1)).isoformat()

    with clock.at(MONDAY):
        counter = refused(shipped("provider_response"), {"outcome": "counter", "valid_until": past})
        agreed = refused(shipped("provider_response"), {"outcome": "agree", "valid_until": past})

    assert "valid_until" in counter
    assert not agreed


NEEDED = {"required": True}
PEOPLE = {
    "type": "dynamiclist",
    "path": "people",
    "components": [
        {"type": "textfield", "id": "p1", "key": "name", "label": "姓名", "validate": NEEDED},
        {**radio("kind", "staff", "guest"), "id": "p2", "label": "身份"},
        {
            "type": "textfield",
            "id": "p3",
            "key": "host",
            "label": "接待人",
            "validate": NEEDED,
            "conditional": {"hide": '=kind != "guest"'},
        },
    ],
}


def test_each_row_has_its_own_hidden_fields() -> None:
    rows = [
        {"name": "a", "kind": "staff", "host": "x"},
        {"name": "b", "kind": "guest", "host": "y"},
    ]

    assert forms.validate(a_form(PEOPLE), {"people": rows})["people"] == [
        {"name": "a", "kind": "staff"},
        {"name": "b", "kind": "guest", "host": "y"},
    ]


def test_a_fault_in_a_row_is_named_as_its_input_is() -> None:
    typed = html(("people__0__name", "a"), ("people__1__name", ""), ("people__1__kind", "guest"))

    assert set(refused(a_form(PEOPLE), typed)) == {"people__1__name", "people__1__host"}


def test_blank_rows_are_left_out() -> None:
    typed = html(("people__0__name", ""), ("people__7__name", "b"))

    assert [row["name"] for row in forms.validate(a_form(PEOPLE), typed)["people"]] == ["b"]


@pytest.mark.parametrize("rows", ["x", [1], {"a": 1}, [{"name": "n"}] * 201])
def test_rows_of_another_shape_are_refused(rows: Any) -> None:
    assert list(refused(a_form(PEOPLE), {"people": rows})) == ["people"]


def test_a_row_is_added_and_removed_without_a_script() -> None:
    form = a_form(PEOPLE)
    typed = [("people__0__name", "a"), ("people__1__name", "b")]

    assert forms.change_rows(form, html(*typed)) is None
    added = forms.change_rows(form, html(*typed, ("_add", "people")))
    removed = forms.change_rows(form, html(*typed, ("_remove", "people__0")))

    assert added == {"people": [{"name": "a"}, {"name": "b"}, {}]}
    assert removed == {"people": [{"name": "b"}]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(sorted(shipped("provider_response").fields)) | st.text()


@calmly
@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_whatever_is_sent_is_taken_or_refused_and_never_fails(raw: dict[str, Any]) -> None:
    refused(shipped("provider_response"), raw)


def test_a_number_that_is_too_long_is_not_called_no_number() -> None:
    form = a_form({"key": "f", "type": "number", "decimalDigits": 0})

    (fault,) = refused(form, {"f": "9" * 23})["f"]

    assert "15" in fault
