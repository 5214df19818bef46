"""What the law says about answers, disputes, settlements, signatures and deliveries."""

from collections.abc import Collection, Iterable, Mapping

REASON_CODES = ("law", "secrecy", "security", "privacy", "not_held", "other")
LONGEST_EXTENSION = 10
DEFICIENCIES_BEFORE_DISPUTE = 2


def answer_rule(sharing_class: str) -> str:
    """The row of the deadline table for the answer: one day for an unconditional resource."""
    return "answer_unconditional" if sharing_class == "unconditional" else "answer"


def must_explain(cause: str, *, ran_out: bool, only_demander_unsigned: bool) -> bool:
    """Does the provider have to explain?  Only when a clock ran out, and through its doing."""
    if cause == "overdue":
        return True
    return cause == "non_delivery" and ran_out and not only_demander_unsigned


def only_demander_unsigned(signed: Collection[str]) -> bool:
    """Is it the demander's signature alone that is missing?"""
    return "provider" in signed and "demander" not in signed


def verdict(
    kind: str, answers: Mapping[str, str], asked: Iterable[str], *, substitute: str | None
) -> str:
    """What the parties' answers amount to; silence accepts, but commits no substitute provider."""
    said = {unit: answers.get(unit) for unit in asked}
    if "object" in said.values():
        return "objected"
    if substitute is not None:
        return "substituted" if said.get(substitute) == "accept" else "objected"
    return "settled" if kind == "settle" else "upheld"


def adopted_as(*, in_force: bool, changed: bool) -> str:
    """Where an adopted settlement leads: unchanged terms of a live agreement need no signature."""
    return "resumed" if in_force and not changed else "settled"


def returned(side: str, returns_by_side: int) -> str:
    """What a return of the agreement means: each side may do it once."""
    return "first" if returns_by_side <= 1 else f"by_{side}"


def not_delivered(agreed: Iterable[str], delivered: Collection[str]) -> list[str]:
    """The items agreed on and not delivered."""
    return [item for item in agreed if item not in delivered]


def mismatch(provider: tuple[int, int], demander: tuple[int, int]) -> bool:
    """Do the returns of the two sides differ in deliveries or volume?"""
    return provider != demander


def may_be_provided(
    *, in_force: bool, filings: Collection[str], secrecy_required: bool, secrecy_filed: bool
) -> bool:
    """May data leave?  Only under an agreement in force, filed, and filed for secrecy if secret."""
    filed = {"application", "negotiation_result"} <= set(filings)
    return in_force and filed and (secrecy_filed or not secrecy_required)
