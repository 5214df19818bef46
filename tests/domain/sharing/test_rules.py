"""The law's decisions by table: terms, votes, disputes, signatures, deliveries."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.sharing.rules import disputes, terms, votes
from app.domain.sharing.rules.terms import Values

LAST = Values(("a", "b"), "全市", "监督", "service_interface", date(2027, 12, 31), "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, LAST),
        ({"scope": None, "items": [], "conditions": ""}, LAST),
        ({"items": ["b"]}, replace(LAST, items=("b",))),
        ({"items": ["b", "b"]}, replace(LAST, items=("b",))),
        ({"valid_until": "2028-01-01"}, replace(LAST, valid_until=date(2028, 1, 1))),
        ({"conditions": "仅限查询"}, replace(LAST, conditions="仅限查询")),
        ({"unknown": "x"}, LAST),
    ],
)
def test_terms_not_given_stay_as_they_were_last(given, expected):
    assert terms.merged(LAST, given) == expected


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (LAST, []),
        (replace(LAST, items=("b", "a")), []),
        (replace(LAST, items=("a",)), ["items"]),
        (replace(LAST, scope="一区"), ["scope"]),
        (replace(LAST, mode="file_download", conditions="c"), ["mode", "conditions"]),
    ],
)
def test_a_round_shows_the_terms_that_it_changed(new, fields):
    assert [change.field for change in terms.changes(LAST, new)] == fields


def test_a_change_of_items_says_which_came_and_which_went():
    change = terms.changes(LAST, replace(LAST, items=("b", "c")))[0]

    assert (change.added, change.removed) == (("c",), ("a",))


def test_items_nobody_applied_for_are_outside():
    assert terms.outside(["a", "c"], ["a", "b"]) == ["c"]


@pytest.mark.parametrize(("items", "needed"), [(["a"], False), (["a", "s"], True), ([], False)])
def test_one_sensitive_item_makes_the_necessity_required(items, needed):
    assert terms.necessity_needed(items, {"s"}) is needed


@pytest.mark.parametrize(
    ("cast", "entitled", "below_half"),
    [
        (["approve"], 2, False),
        (["approve"], 3, True),
        ([], 0, False),
        ([], 1, True),
        (["abstain", "abstain"], 4, False),
    ],
)
def test_fewer_than_half_of_those_entitled_is_below_half(cast, entitled, below_half):
    assert votes.tally(cast, entitled).below_half is below_half


@pytest.mark.parametrize(
    ("cast", "outcome", "departs"),
    [
        (["approve", "approve", "reject"], "provide", False),
        (["approve", "approve", "reject"], "refuse", True),
        (["reject", "abstain", "abstain"], "provide", True),
        (["approve", "reject"], "provide", False),
        (["approve", "reject"], "refuse", False),
        (["abstain"], "refuse", False),
        (["reject"], "renegotiate", False),
        ([], "provide", False),
    ],
)
def test_a_decision_against_the_majority_of_approve_and_reject_departs(cast, outcome, departs):
    assert votes.tally(cast, 13).departs(outcome) is departs


def test_nobody_votes_on_a_dispute_of_its_own():
    assert votes.voters(["A", "B", "C", "D"], ["B", None, "D", "X"]) == ["A", "C"]


@pytest.mark.parametrize(
    ("kind", "answers", "substitute", "verdict"),
    [
        ("settle", {"dem": "accept", "prov": "accept"}, None, "settled"),
        ("settle", {"dem": "accept"}, None, "settled"),
        ("settle", {}, None, "settled"),
        ("settle", {"prov": "object"}, None, "objected"),
        ("uphold", {"dem": "accept"}, None, "upheld"),
        ("uphold", {"dem": "object", "prov": "accept"}, None, "objected"),
        ("settle", {"dem": "accept", "prov": "accept"}, "prov", "substituted"),
        ("settle", {"prov": "accept"}, "prov", "substituted"),
        ("settle", {"dem": "accept"}, "prov", "objected"),
        ("settle", {"dem": "object", "prov": "accept"}, "prov", "objected"),
    ],
)
def test_silence_accepts_but_does_not_commit_a_substitutes_provider(
    kind, answers, substitute, verdict
):
    assert disputes.verdict(kind, answers, ["dem", "prov"], substitute=substitute) == verdict


@pytest.mark.parametrize(
    ("cause", "ran_out", "innocent", "explains"),
    [
        ("refusal", False, False, False),
        ("overdue", True, False, True),
        ("non_delivery", True, False, True),
        ("non_delivery", True, True, False),
        ("non_delivery", False, False, False),
    ],
)
def test_the_provider_explains_only_when_a_clock_ran_out_through_its_doing(
    cause, ran_out, innocent, explains
):
    said = disputes.must_explain(cause, ran_out=ran_out, only_demander_unsigned=innocent)

    assert said is explains


@pytest.mark.parametrize(
    ("signed", "innocent"),
    [
        ({"provider"}, True),
        ({"demander"}, False),
        (set(), False),
        ({"demander", "provider"}, False),
    ],
)
def test_the_provider_is_innocent_when_only_the_demander_has_not_signed(signed, innocent):
    assert disputes.only_demander_unsigned(signed) is innocent


@pytest.mark.parametrize(
    ("in_force", "changed", "result"),
    [
        (True, False, "resumed"),
        (True, True, "settled"),
        (False, False, "settled"),
        (False, True, "settled"),
    ],
)
def test_only_unchanged_terms_under_a_live_agreement_are_resumed(in_force, changed, result):
    assert disputes.adopted_as(in_force=in_force, changed=changed) == result


@pytest.mark.parametrize(
    ("side", "times", "result"),
    [
        ("demander", 1, "first"),
        ("provider", 1, "first"),
        ("demander", 2, "by_demander"),
        ("provider", 2, "by_provider"),
    ],
)
def test_each_side_may_return_the_agreement_once(side, times, result):
    assert disputes.returned(side, times) == result


@pytest.mark.parametrize(
    ("sharing_class", "rule"),
    [
        ("unconditional", "answer_unconditional"),
        ("conditional", "answer"),
        ("not_shareable", "answer"),
    ],
)
def test_an_unconditional_resource_is_answered_by_the_shorter_rule(sharing_class, rule):
    assert disputes.answer_rule(sharing_class) == rule


def test_what_was_agreed_and_not_delivered_is_missing():
    assert disputes.not_delivered(["a", "b", "c"], ["c", "a"]) == ["b"]


@pytest.mark.parametrize(
    ("provider", "demander", "differ"),
    [((3, 10), (3, 10), False), ((3, 10), (2, 10), True), ((3, 10), (3, 9), True)],
)
def test_returns_that_differ_in_deliveries_or_volume_are_a_mismatch(provider, demander, differ):
    assert disputes.mismatch(provider, demander) is differ


FILED = {"application", "negotiation_result"}


@pytest.mark.parametrize(
    ("in_force", "filings", "secret", "secrecy_filed", "allowed"),
    [
        (True, FILED, False, False, True),
        (True, FILED | {"dispute"}, True, True, True),
        (True, FILED, True, False, False),
        (False, FILED, False, False, False),
        (True, {"application"}, False, False, False),
        (True, {"negotiation_result"}, False, False, False),
    ],
)
def test_nothing_is_provided_before_everything_is_in_force_and_filed(
    in_force, filings, secret, secrecy_filed, allowed
):
    said = disputes.may_be_provided(
        in_force=in_force, filings=filings, secrecy_required=secret, secrecy_filed=secrecy_filed
    )

    assert said is allowed
