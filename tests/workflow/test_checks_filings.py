"""Guard rails 2, 3 and 5: nothing is provided unfiled, no case ends unarchived."""

import pytest

from tests.workflow.drawings import Drawing, blamed, faults, shipped, with_change
from tests.workflow.strokes import bypass, open_ended, redirect

UNFILED = [
    ("no application filing", "application", bypass("application_filing")),
    ("no result filing", "application", bypass("negotiation_result_filing")),
    (
        "agreed, not filed",
        "application",
        redirect("answer_given_to_negotiation_result_filing", "agreement"),
    ),
    (
        "decided, not filed",
        "application",
        redirect("decision_result_is_to_negotiation_result_filing", "agreement"),
    ),
    (
        "back into provision",
        "application",
        redirect("decision_result_is_to_negotiation_result_filing", "provision"),
    ),
    ("no secrecy filing", "agreement", bypass("secrecy_agreement_filing")),
    (
        "bureau left out",
        "agreement",
        redirect("secrecy_in_to_file_secrecy", "secrecy_agreement_filing"),
    ),
    (
        "return counts as filed",
        "agreement",
        redirect("file_secrecy_outcome_to_draw_up_secrecy", "secrecy_agreement_filing"),
    ),
    ("agreement left out", "application", bypass("agreement")),
    (
        "secret as if not",
        "agreement",
        lambda d: d.condition(
            "is_secret_to_enter_into_force", "secrecy_required or not secrecy_required"
        ),
    ),
]


@pytest.mark.parametrize(
    ("diagram", "change"), [case[1:] for case in UNFILED], ids=[case[0] for case in UNFILED]
)
def test_nothing_is_provided_before_it_is_filed(diagram, change):
    assert faults(with_change(diagram, change))


@pytest.mark.parametrize("box", ["application_filing", "negotiation_result_filing"])
def test_a_missing_filing_is_told_at_provide_data(box):
    found = faults(with_change("application", bypass(box)))

    assert {f.element for f in found} == {"provide_data"}
    assert all(f.path[0] == "application" and f.path[-1] == "provide_data" for f in found)


@pytest.mark.parametrize(
    "flow", ["mediation_result_is_to_provision", "is_secret_to_enter_into_force"]
)
def test_the_shipped_ways_round_are_open_to_those_they_are_meant_for(flow):
    assert any(flow.encode() in xml for xml in shipped().values())
    assert faults(shipped()) == []


UNARCHIVED = [
    ("skipped", bypass("archive_case")),
    ("completed unarchived", redirect("close_completed_to_archive_case", "closed")),
    ("withdrawn unarchived", redirect("close_withdrawn_to_archive_case", "closed")),
    ("lapsed unarchived", redirect("close_lapsed_to_archive_case", "closed")),
]


@pytest.mark.parametrize("change", [c[1] for c in UNARCHIVED], ids=[c[0] for c in UNARCHIVED])
def test_no_case_ends_unarchived(change):
    found = faults(with_change("application", change))

    assert [f.element for f in found] == ["closed"]
    assert found[0].path[-1] == "closed"


def test_an_end_of_its_own_is_unarchived_too():
    def change(d: Drawing):
        d.add("endEvent", "forgotten", "demander")
        d.redirect("close_lapsed_to_archive_case", "forgotten")

    assert blamed(with_change("application", change)) == {"forgotten"}


def test_a_reminder_in_the_application_needs_no_archive():
    change = open_ended("supplement_application_supplement")

    assert "reminded" not in blamed(with_change("application", change))
