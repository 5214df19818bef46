"""What the catalogue's diagrams may not lose, judged along every way through them."""

import pytest

from tests.workflow.drawings import BPMN, Drawing, faults, forms, with_change
from tests.workflow.strokes import bypass, redirect

PUBLICATION, COLLECTION = "catalogue/publication", "catalogue/collection"
DATABASE = "catalogue/database"
NEW_FORM = {"catalogue/extra": frozenset[str]()}


def without_timer(task: str, clock: str):
    """A clock that no timer shows any more, and the reminder that only it led to."""

    def change(d: Drawing):
        left = [flow.get("targetRef") for flow in d.out(f"{task}_{clock}")]
        d.remove(f"{task}_{clock}")
        while left:
            box = left.pop()
            if not d.into(box):
                left += [flow.get("targetRef") for flow in d.out(box)]
                d.remove(box)

    return change


def of_other_kind(timer: str, interrupting: bool, target: str):
    """A timer that ends its task, or no longer does."""

    def change(d: Drawing):
        d[timer].set("cancelActivity", str(interrupting).lower())
        d.redirect(d.out(timer)[0].get("id"), target)

    return change


def another_task(before: str, lane: str, post: str, **properties: str):
    """A task of people drawn in front of a box."""

    def change(d: Drawing):
        d.user("extra", lane, post, formKey="catalogue/extra", state="compiling", **properties)
        for flow in d.into(before):
            d.redirect(flow.get("id"), "extra")
        d.connect("extra", before)

    return change


def one_key(lost: str):
    """One of the two reviews left out, and the branch with it."""

    def change(d: Drawing):
        without_timer(lost, "collection_review")(d)
        d.remove(lost)
        d.bypass("collection_keys_out")
        d.bypass("collection_keys_in")

    return change


def swapped(one: str, other: str):
    """Two arrows of a choice with their conditions exchanged."""

    def change(d: Drawing):
        first = d[one].findtext(f"{BPMN}conditionExpression")
        d.condition(one, d[other].findtext(f"{BPMN}conditionExpression"))
        d.condition(other, first)

    return change


LOST = [
    (
        "an entry goes to the office past the unit's head",
        PUBLICATION,
        redirect("compile_entry_outcome_to_head_review", "send_to_office"),
        "send_to_office",
        "office-before-the-head",
    ),
    (
        "an entry is reviewed without being sent",
        PUBLICATION,
        bypass("send_to_office"),
        "review_entry",
        "office-before-the-head",
    ),
    (
        "what was revised goes back to the office unapproved",
        PUBLICATION,
        redirect("revise_entry_outcome_to_head_review", "review_entry"),
        "review_entry",
        "office-before-the-head",
    ),
    (
        "an entry is published without a review",
        PUBLICATION,
        redirect("send_to_office_to_review_entry", "publish_entry"),
        "publish_entry",
        "published-unreviewed",
    ),
    (
        "an entry is published because it was returned",
        PUBLICATION,
        swapped("review_entry_outcome_to_publish_entry", "review_entry_outcome_to_send_back"),
        "publish_entry",
        "published-unreviewed",
    ),
    (
        "an entry is published without its change being told",
        PUBLICATION,
        bypass("publish_entry"),
        "entry_published",
        "end-without-close",
    ),
    (
        "a withdrawal ends without a word",
        PUBLICATION,
        redirect("compile_entry_outcome_to_withdraw_matter", "matter_withdrawn"),
        "matter_withdrawn",
        "end-without-close",
    ),
    (
        "a published entry goes on to be withdrawn",
        PUBLICATION,
        redirect("publish_entry_to_entry_published", "withdraw_matter"),
        "withdraw_matter",
        "goes-on-after-close",
    ),
    (
        "a change is compiled without its 10 days",
        PUBLICATION,
        without_timer("compile_change", "catalogue_update"),
        "compile_change",
        "task-past-the-clock",
    ),
    (
        "a change takes the way of a new entry, past its clock",
        PUBLICATION,
        redirect("compile_change_outcome_to_head_review_change", "head_review"),
        "head_review",
        "task-past-the-clock",
    ),
    (
        "the office has no 2 days",
        PUBLICATION,
        without_timer("review_entry", "catalogue_review"),
        "review_entry",
        "clock-lost",
    ),
    (
        "the unit stops its own clock",
        PUBLICATION,
        lambda d: (
            without_timer("compile_change", "catalogue_update")(d),
            d.set_property("compile_change", "holds", "catalogue_update"),
        ),
        "compile_change",
        "task-past-the-clock",
    ),
    (
        "the office's clock ends the review",
        PUBLICATION,
        of_other_kind("review_entry_catalogue_review", True, "send_back"),
        "review_entry",
        "clock-of-other-kind",
    ),
    (
        "a collection goes to the keys past the unit's head",
        COLLECTION,
        redirect("collection_to_review_collection", "query_collection"),
        "review_registration",
        "key-before-the-head",
    ),
    (
        "the keys see no query",
        COLLECTION,
        bypass("query_collection"),
        "review_statistics",
        "key-before-the-head",
    ),
    (
        "the statistics bureau is not asked",
        COLLECTION,
        one_key("review_statistics"),
        "weigh_reviews",
        "key-missing",
    ),
    (
        "the office is not asked",
        COLLECTION,
        one_key("review_registration"),
        "weigh_reviews",
        "key-missing",
    ),
    (
        "an objection registers",
        COLLECTION,
        swapped("reviews_agree_to_register_collection", "reviews_agree_to_coordinate_collection"),
        "register_collection",
        "registered-without-both-keys",
    ),
    (
        "nobody weighs what the keys said",
        COLLECTION,
        lambda d: (
            d.redirect("collection_keys_in_to_weigh_reviews", "register_collection"),
            d.remove("weigh_reviews"),
        ),
        None,
        None,
    ),
    (
        "what the unit objects to takes effect undecided",
        COLLECTION,
        redirect("answer_coordination_outcome_to_decide_collection", "adopt_coordination"),
        None,
        None,
    ),
    (
        "a proposal takes effect before the unit has answered",
        COLLECTION,
        redirect("coordinate_collection_outcome_to_answer_coordination", "adopt_coordination"),
        None,
        None,
    ),
    (
        "rejected by coordination, registered all the same",
        COLLECTION,
        redirect("coordinated_is_to_close_collection_rejected", "register_collection"),
        None,
        None,
    ),
    (
        "to be shared, closed as rejected",
        COLLECTION,
        swapped(
            "coordinated_is_to_close_collection_shared",
            "coordinated_is_to_close_collection_rejected",
        ),
        "close_collection_shared",
        "closed-otherwise",
    ),
    (
        "silence no longer accepts",
        COLLECTION,
        of_other_kind("answer_coordination_collection_answer", False, "coordination_reminded"),
        "answer_coordination",
        "clock-of-other-kind",
    ),
    (
        "silence rejects",
        COLLECTION,
        redirect(
            "answer_coordination_collection_answer_to_adopt_coordination",
            "close_collection_rejected",
        ),
        "answer_coordination",
        "clock-without-effect",
    ),
    (
        "a key reviews without days",
        COLLECTION,
        without_timer("review_statistics", "collection_review"),
        "review_statistics",
        "clock-lost",
    ),
    (
        "a database is filed past the unit's head",
        DATABASE,
        redirect("begins_with_to_review_database", "query_database"),
        "review_filing",
        "office-before-the-head",
    ),
    (
        "a database is filed without the office",
        DATABASE,
        redirect("query_database_to_review_filing", "file_database"),
        "file_database",
        "filed-unreviewed",
    ),
    (
        "a database is registered without being filed",
        DATABASE,
        bypass("file_database"),
        "register_database",
        "registered-unfiled",
    ),
    (
        "a database is registered without a confirmation",
        DATABASE,
        redirect("register_database_to_confirm_registration", "list_database"),
        "list_database",
        "registered-unfiled",
    ),
    (
        "a database goes into operation unregistered",
        DATABASE,
        redirect("confirm_registration_outcome_to_list_database", "operate_database"),
        "operate_database",
        "operated-unregistered",
    ),
    (
        "a database is taken out on the unit's word alone",
        DATABASE,
        redirect("operate_database_outcome_to_review_deregistration", "deregister_database"),
        "deregister_database",
        "deregistered-unreviewed",
    ),
    (
        "agreements in force block nothing",
        DATABASE,
        redirect("deregistration_is_to_operate_database", "close_database_deregistered"),
        None,
        None,
    ),
    (
        "agreements in force are not looked for",
        DATABASE,
        redirect(
            "review_deregistration_outcome_to_deregister_database", "close_database_deregistered"
        ),
        "close_database_deregistered",
        "deregistered-past-agreements",
    ),
    (
        "a filed database is dropped",
        DATABASE,
        redirect("file_database_to_register_database", "close_database_rejected"),
        "close_database_rejected",
        "filed-database-dropped",
    ),
    (
        "nobody notices that a database grows old",
        DATABASE,
        without_timer("operate_database", "database_update"),
        "operate_database",
        "clock-lost",
    ),
    (
        "growing old is only reminded of, not noted",
        DATABASE,
        redirect("operate_database_database_update_to_note_stale", "remind_filing"),
        None,
        None,
    ),
    (
        "the end is reached unclosed",
        DATABASE,
        bypass("close_database_deregistered"),
        "database_deregistered",
        "end-without-close",
    ),
]


@pytest.mark.parametrize(
    ("diagram", "change", "element", "code"), [c[1:] for c in LOST], ids=[c[0] for c in LOST]
)
def test_the_catalogue_never_comes_to_where(diagram, change, element, code):
    found = faults(with_change(diagram, change))

    assert found
    if code:
        assert (element, code) in {(f.element, f.code) for f in found}


def test_a_broken_rail_shows_the_way_on_which_it_breaks():
    change = redirect("send_to_office_to_review_entry", "publish_entry")

    found = faults(with_change(PUBLICATION, change))

    (fault,) = [f for f in found if f.code == "published-unreviewed"]
    assert fault.path[0] == "publication"
    assert fault.path[-2:] == ("send_to_office", "publish_entry")


HANDS = [
    (PUBLICATION, "head_review", "applicant", "sharing_officer"),
    (COLLECTION, "review_collection", "applicant", "unit_approver,sharing_officer"),
    (COLLECTION, "review_statistics", "catalogue_office", "catalogue_admin"),
    (DATABASE, "confirm_registration", "applicant", "sharing_officer"),
    ("application", "unit_review", "demander", "sharing_officer"),
    ("application", "provider_approval", "provider", "sharing_officer,unit_approver"),
    ("mediation", "accept_dispute", "demander", "sharing_officer"),
    ("agreement", "file_secrecy", "provider", "unit_approver"),
]


@pytest.mark.parametrize(("diagram", "task", "lane", "post"), HANDS, ids=[h[1] for h in HANDS])
def test_a_step_of_the_law_does_not_come_into_other_hands(diagram, task, lane, post):
    def change(d: Drawing):
        for reference in [r for r in d.all("flowNodeRef") if r.text == task]:
            d[lane].append(reference)
        d.set_property(task, "post", post)

    found = faults(with_change(diagram, change))

    assert ("step-in-other-hands", task) in {(f.code, f.element) for f in found}


@pytest.mark.parametrize(
    ("task", "lost"),
    [
        ("catalogue/review_statistics", "object"),
        ("catalogue/review_registration", "object"),
        ("sharing/answer_settlement", "object"),
    ],
)
def test_whoever_is_asked_can_go_on_saying_no(task, lost):
    fewer = {task: forms()[task] - {lost}}

    found = faults(with_change("usage", lambda d: None), fewer)

    assert task.partition("/")[2] in {f.element for f in found if f.code == "answer-lost"}


def test_the_keys_may_review_one_after_the_other():
    assert faults(with_change(COLLECTION, one_by_one)) == []


def one_by_one(d: Drawing):
    d.redirect("review_statistics_to_collection_keys_in", "review_registration")
    for flow in (*d.into("collection_keys_out"),):
        d.redirect(flow.get("id"), "review_statistics")
    d.remove("collection_keys_out")
    d.redirect("review_registration_to_collection_keys_in", "weigh_reviews")
    d.remove("collection_keys_in")


def test_another_step_in_the_unit_is_welcome_where_no_clock_runs():
    change = another_task("head_review", "applicant", "sharing_officer")

    assert [f.code for f in faults(with_change(PUBLICATION, change), NEW_FORM)] == []


def test_another_step_of_the_office_keeps_the_two_days():
    change = another_task("review_entry", "catalogue_office", "catalogue_admin")

    found = faults(with_change(PUBLICATION, change), NEW_FORM)

    assert {(f.element, f.code) for f in found} == {("extra", "task-past-the-clock")}


@pytest.mark.parametrize(
    ("diagram", "flow", "operator"),
    [
        (PUBLICATION, "compile_change_catalogue_update_to_remind_unit", "catalogue.publish_entry"),
        (
            "application",
            "supplement_application_supplement_to_close_lapsed",
            "sharing.archive_case",
        ),
    ],
)
def test_nothing_is_decided_behind_a_timer_that_only_reminds(diagram, flow, operator):
    def change(d: Drawing):
        lane = "applicant" if "applicant" in d.process.xpath("//@id") else "demander"
        d.service("decide", lane, operator)
        d.add("endEvent", "decided", lane)
        d.connect("decide", "decided")
        d[d[flow].get("sourceRef")].set("cancelActivity", "false")
        d.redirect(flow, "decide")

    found = faults(with_change(diagram, change))

    assert ("decide", "acts-beside-the-way") in {(f.element, f.code) for f in found}
