"""Graphs that would stop, run twice, or never be reached."""

from tests.workflow.drawings import BPMN, blamed, faults, with_change


def test_a_box_to_which_nothing_leads():
    def change(d):
        d.service("lost", "office", "sharing.remind")
        d.connect("lost", "archive_case")

    assert "lost" in blamed(with_change("application", change))


def test_a_box_from_which_no_way_leads_to_an_end():
    def change(d):
        d.redirect("archive_case_to_closed", "archive_case")
        d.remove("closed")

    assert "sharing_application" in blamed(with_change("application", change))


def test_a_circle_without_an_end():
    def change(d):
        d.redirect("review_mismatch_to_returns_checked", "review_mismatch")

    assert "review_mismatch" in blamed(with_change("usage", change))


def test_a_task_with_two_arrows_out():
    def change(d):
        d.connect("deliver_extension", "archive_case")

    assert "deliver_extension" in blamed(with_change("application", change))


def test_a_task_without_a_way_on():
    def change(d):
        d.remove("archive_case_to_closed")

    assert "archive_case" in blamed(with_change("application", change))


def test_a_gateway_without_a_way_out():
    def change(d):
        for flow in d.out("decision_result_is"):
            d.remove(flow.get("id"))

    assert "decision_result_is" in blamed(with_change("application", change))


def test_two_starts():
    def change(d):
        d.add("startEvent", "again", "office")
        d.connect("again", "archive_case")

    assert "sharing_application" in blamed(with_change("application", change))


def test_no_start():
    assert "sharing_usage" in blamed(with_change("usage", lambda d: d.remove("in_use")))


def test_two_alternatives_drawn_into_a_parallel_join():
    def change(d):
        d.redirect("is_mismatch_to_returns_checked", "usage_in")

    found = faults(with_change("usage", change))

    assert "usage_in" in {f.element for f in found}
    assert any("is_mismatch" in f.reason for f in found)


def test_a_timer_and_its_task_drawn_into_a_parallel_join():
    def change(d):
        d["file_usage_file_use"].set("cancelActivity", "true")
        d.redirect("file_usage_file_use_to_remind_demander", "returns_in")

    assert "returns_in" in blamed(with_change("usage", change))


def test_branches_that_meet_without_a_join():
    def change(d):
        d["agreement_in"].tag = f"{BPMN}exclusiveGateway"

    assert "agreement_out" in blamed(with_change("agreement", change))


def test_a_reminder_that_leads_into_the_main_way():
    def change(d):
        d.redirect("remind_office_to_office_reminded", "list_consulted")

    assert "accept_dispute_mediate" in blamed(with_change("mediation", change))


def test_two_arrows_to_the_same_place():
    def change(d):
        d.redirect("returned_is_to_close_withdrawn", "consider_counter")

    assert "returned_is" in blamed(with_change("application", change))


def test_an_arrow_out_of_an_end():
    assert "closed" in blamed(
        with_change("application", lambda d: d.connect("closed", "archive_case"))
    )


def test_an_event_that_sits_on_nothing():
    def change(d):
        d["agreement_provide"].set("attachedToRef", "nowhere")

    assert "agreement_provide" in blamed(with_change("application", change))


def test_an_error_event_on_a_task():
    def change(d):
        d["agreement_agreement_returned"].set("attachedToRef", "consider_counter")

    assert "agreement_agreement_returned" in blamed(with_change("application", change))
