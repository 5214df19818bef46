"""What a changed copy asks less for than the one before it; what only asks for more."""

import json

import pytest

from app.foundation import paths
from app.workflow import wiring
from app.workflow.checks import fields, limits, tightening
from app.workflow.checks.fault import ERROR, WARNING, Drawn
from app.workflow.engine.diagram import read
from app.workflow.forms import parse
from tests.workflow.drawings import Drawing, shipped, with_change
from tests.workflow.strokes import open_ended, redirect


def rules(files, forms=None):
    """Diagrams and forms as they are compared."""
    drawn = [Drawn(file, read(xml)) for file, xml in files.items()]
    return tightening.Rules({d.diagram.id: d for d in drawn}, forms or {})


def loosened(diagram, change):
    """What a change of a shipped diagram loosens: (element, what)."""
    found = tightening.loosened(rules(shipped()), rules(with_change(diagram, change)))
    return {(f.element, f.code.removeprefix("loosened-")) for f in found}


def without_timer(timer: str):
    return lambda d: d.remove(timer)


LOOSER = [
    (
        "a step of people is dropped",
        "application",
        lambda d: (
            d.redirect("application_to_unit_review", "application_filing"),
            d.remove("unit_review"),
        ),
        ("unit_review", "step-dropped"),
    ),
    (
        "the head is passed round",
        "application",
        redirect("revise_application_outcome_to_unit_review", "application_filing"),
        None,
    ),
    (
        "an outcome skips the head",
        "application",
        redirect("application_to_unit_review", "revise_application"),
        None,
    ),
    (
        "the supplement has no days",
        "application",
        without_timer("supplement_application_supplement"),
        ("supplement_application", "clock-dropped"),
    ),
    (
        "the supplement is only reminded of",
        "application",
        open_ended("supplement_application_supplement"),
        ("supplement_application", "only-reminds"),
    ),
    (
        "the clock no longer stands still",
        "application",
        lambda d: d.set_property("consider_counter", "holds", None),
        ("consider_counter", "hold-dropped"),
    ),
    (
        "the provider gains time",
        "application",
        lambda d: d.set_property("provider_response", "holds", "answer"),
        ("provider_response", "hold-added"),
    ),
    (
        "more posts may answer",
        "application",
        lambda d: d.set_property("consider_counter", "post", "sharing_officer,unit_approver"),
        ("consider_counter", "more-posts"),
    ),
    (
        "whoever applied may approve",
        "application",
        lambda d: d.set_property("unit_review", "separate_from", None),
        ("unit_review", "same-person"),
    ),
    (
        "a report is no longer written",
        "usage",
        lambda d: d.bypass("sum_up_usage"),
        ("sum_up_usage", "operation-dropped"),
    ),
    (
        "feedback need not be answered",
        "usage",
        lambda d: d.redirect("deliver_feedback_to_answer_feedback", "usage_in"),
        ("used", "step-skipped"),
    ),
    (
        "a matter ends past the head",
        "catalogue/collection",
        lambda d: (
            d.add("endEvent", "at_once", "applicant"),
            d.redirect("collection_to_review_collection", "at_once"),
        ),
        None,
    ),
]


@pytest.mark.parametrize(
    ("diagram", "change", "expected"), [c[1:] for c in LOOSER], ids=[c[0] for c in LOOSER]
)
def test_it_is_told_when(diagram, change, expected):
    found = loosened(diagram, change)

    assert expected in found if expected else found


def test_the_same_diagrams_loosen_nothing():
    assert tightening.loosened(rules(shipped()), rules(shipped())) == []


def another_review(d: Drawing):
    """One more step before the application is filed."""
    d.user("legal_check", "demander", "unit_approver", state="under_review")
    d.redirect("unit_review_outcome_to_application_filing", "legal_check")
    d.connect("legal_check", "application_filing")


TIGHTER = [
    ("one more step", "application", another_review),
    (
        "fewer may review a filing",
        "agreement",
        lambda d: d.set_property("sign_demander", "separate_from", "sign_secrecy_demander"),
    ),
    ("other words", "usage", lambda d: d["give_feedback"].set("name", "反馈共享效果")),
]


@pytest.mark.parametrize(
    ("diagram", "change"), [c[1:] for c in TIGHTER], ids=[c[0] for c in TIGHTER]
)
def test_it_is_not_told_of(diagram, change):
    assert loosened(diagram, change) == set()


def test_a_step_that_moved_into_a_called_process_is_not_gone():
    files = shipped()
    old = rules(files)
    moved = Drawing(files["sharing/usage.bpmn"])
    moved["review_mismatch"].set("id", "look_into")
    home = Drawing(files["sharing/provision.bpmn"])
    home.user("review_mismatch", "provider", "sharing_officer")
    new = rules(
        files | {"sharing/usage.bpmn": moved.bytes(), "sharing/provision.bpmn": home.bytes()}
    )

    found = tightening.loosened(old, new)

    assert "review_mismatch" not in {f.element for f in found if f.code.endswith("step-dropped")}


def test_a_process_that_is_gone_is_told():
    fewer = {name: xml for name, xml in shipped().items() if "usage" not in name}

    found = tightening.loosened(rules(shipped()), rules(fewer))

    assert [(f.process, f.code) for f in found] == [("sharing_usage", "loosened-process-dropped")]


def test_a_district_is_refused_what_a_version_is_only_warned_of():
    files = with_change("usage", lambda d: d.bypass("sum_up_usage"))

    (warned,) = tightening.loosened(rules(shipped()), rules(files))
    (refused,) = tightening.loosened(rules(shipped()), rules(files), ERROR)

    assert (warned.severity, refused.severity) == (WARNING, ERROR)
    assert warned.clause


def form(key, change=lambda components: None):
    """A shipped form, changed."""
    document = json.loads((paths.FORMS / f"{key}.json").read_bytes())
    change({c.get("key"): c for c in _all(document["components"])})
    return {key: parse(json.dumps(document).encode())}


def _all(components):
    for one in components:
        yield one
        yield from _all(one.get("components", []))


def looser_form(key, change):
    found = tightening.loosened(rules({}, form(key)), rules({}, form(key, change)))
    return [(f.process, f.element, f.code) for f in found]


def test_a_field_that_may_stay_empty_is_told():
    def change(fields):
        fields["maintenance_plan"]["validate"].pop("required")

    key = "catalogue/database"
    assert looser_form(key, change) == [(key, "maintenance_plan", "loosened-field-optional")]


def test_a_field_of_rows_that_may_stay_empty_is_told():
    def change(fields):
        fields["data_type"]["validate"].pop("required")

    assert [f[1] for f in looser_form("catalogue/collection", change)] == ["data_type"]


def test_a_field_that_is_gone_is_told():
    def change(fields):
        fields["expected_use"].update(key="other_use")

    assert [f[1:] for f in looser_form("catalogue/collection", change)] == [
        ("expected_use", "loosened-field-dropped")
    ]


def test_a_field_that_is_hidden_more_often_is_told():
    def change(fields):
        fields["expected_use"]["conditional"] = {"hide": '=title = "x"'}

    assert [f[1:] for f in looser_form("catalogue/collection", change)] == [
        ("expected_use", "loosened-field-hidden")
    ]


def test_answers_that_come_and_go_are_told():
    def change(fields):
        fields["outcome"]["values"][1]["value"] = "skip"

    assert {f[2] for f in looser_form("sharing/unit_review", change)} == {
        "loosened-answer-added",
        "loosened-answer-dropped",
    }


def test_a_field_that_must_now_be_filled_in_is_not_told():
    def change(fields):
        fields["standard"]["validate"]["required"] = True

    assert looser_form("catalogue/collection", change) == []


@pytest.mark.parametrize(
    ("rule", "amount", "unit", "allowed"),
    [
        ("answer", 10, "working_day", True),
        ("answer", 7, "working_day", True),
        ("answer", 11, "working_day", False),
        ("answer", 10, "calendar_day", True),
        ("answer", 10, "year", False),
        ("answer_extension", 11, "working_day", False),
        ("provide", 21, "working_day", False),
        ("catalogue_update", 11, "working_day", False),
        ("catalogue_review", 3, "working_day", False),
        ("keep_records", 2, "year", False),
        ("keep_records", 5, "year", True),
        ("keep_records", 3, "working_day", False),
        ("mediate", 60, "working_day", True),
        ("mediate", 0, "working_day", False),
        ("mediate", 100_000, "working_day", False),
        ("a rule of tomorrow", 5, "working_day", True),
    ],
)
def test_days_of_the_law_may_only_become_fewer(rule, amount, unit, allowed):
    assert (limits.too_long(rule, amount, unit) is None) == allowed


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("catalogue/database", "maintenance_plan"),
        ("catalogue/revise_database", "source_business"),
        ("catalogue/collection", "legal_basis"),
        ("sharing/provider_response", "legal_basis"),
        ("sharing/application", "scope"),
    ],
)
def test_what_the_law_wants_said_stays_required(key, field):
    def document(change):
        drawn = json.loads((paths.FORMS / f"{key}.json").read_bytes())
        change(next(c for c in _all(drawn["components"]) if c.get("key") == field))
        return {key: json.dumps(drawn).encode()}

    optional = document(lambda c: c["validate"].pop("required"))
    gone = document(lambda c: c.update(key="something_else"))

    assert list(fields.check(document(lambda c: None))) == []
    for changed in (optional, gone):
        assert [(f.process, f.element, f.code) for f in fields.check(changed)] == [
            (key, field, "field-of-law")
        ]


def test_the_shipped_forms_ask_for_what_the_law_wants_said():
    assert wiring.check_shipped_forms() == []
