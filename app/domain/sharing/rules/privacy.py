"""Who may read what was answered: some steps are a unit's own, some between two units."""

from collections.abc import Collection, Iterable

from app.domain.catalogue.rules.privacy import Answered

# Said inside a unit, by one colleague to another: what comes of it goes out with a later step.
# Another unit in the same lane, such as the provider of a substitute, does not read it either.
OWN = frozenset({"unit_review", "revise_application", "provider_response", "provider_approval"})
# ... but for what goes out as it is, without the approval of the unit's head: (step, outcome).
SENT = {
    ("provider_response", "supplement"): ("demander", "office"),
    ("provider_response", "extend"): ("office",),
}
# Step → the lanes whose units may read the answers, beside the unit that gave them.
# How to get the data is for the two sides alone, and the feedback goes to the provider, not to
# the office.
OPEN_TO = {
    "application": ("demander", "provider", "office", "consulted", "leading_group"),
    "provide_data": ("demander",),
    "confirm_receipt": ("demander", "provider"),
    # Each member votes for itself; the tally is announced with the decision.
    "cast_vote": ("leading_group",),
    "give_feedback": ("demander", "provider"),
    "answer_feedback": ("demander", "provider"),
}
# Kind of a document → the lanes whose units may read it, beside its issuer; others are open.
DOCUMENTS_TO: dict[str, tuple[str, ...]] = {
    "supplement_notice": SENT["provider_response", "supplement"],
    # ... and the unit that was ordered, wherever it stands.
    "supervision_order": ("demander", "provider", "office"),
}
DRAFTS = ("application", "revise_application")
# What the log says of a step without naming its task.
LOGGED_AT = {"application revised": "revise_application"}


def is_open_to(
    step: Answered, unit_id: int, lanes: Collection[str], *, redrafted: bool = False
) -> bool:
    """May a unit, which acts in these lanes, read what was answered?

    `redrafted` says that the application was returned and changed before it was sent.
    """
    if step.unit_id == unit_id:
        return True
    if sent := SENT.get((step.name, step.outcome)):
        return not set(lanes).isdisjoint(sent)
    if step.name in OWN or (step.name == "application" and redrafted):
        return False
    readers = OPEN_TO.get(step.name)
    return readers is None or not set(lanes).isdisjoint(readers)


# Why a document was withdrawn that nobody but its issuer had seen: for others it never was.
UNSENT = "送达前撤回"


def is_document_open_to(kind: str, issuer_id: int, unit_id: int, lanes: Collection[str]) -> bool:
    """May a unit, which acts in these lanes and sees the case, read a document of this kind?"""
    readers = DOCUMENTS_TO.get(kind)
    return unit_id == issuer_id or readers is None or not set(lanes).isdisjoint(readers)


def redrafted(steps: Iterable[Answered]) -> bool:
    """Was the application changed before the unit's head approved it?"""
    return any(one.name == "revise_application" and one.outcome == "resubmit" for one in steps)


def sent_files(steps: Iterable[Answered]) -> set[str]:
    """The files that left their unit, by the answers in the order in which they were given.

    Of the application these are what it had when its head approved it.
    """
    sent: set[str] = set()
    approved: set[str] = set()
    for one in steps:
        answers = one.answers or {}
        named = {str(x) for value in answers.values() if isinstance(value, list) for x in value}
        if one.name not in OWN | set(DRAFTS):
            sent |= named
        elif one.name in DRAFTS and "attachments" in answers:
            approved = named
    return sent | approved
