"""Who may read what was answered: some steps are a unit's own, some between two units."""

# Step → the sides whose units may read the answers; the auditors may read all.
# A provider's answer counts when its head has approved it; how to get the data is for the two
# sides alone, and the feedback goes to the provider, not to the office.
OPEN_TO = {
    "application": ("demander", "provider", "office", "consulted", "leading_group"),
    "unit_review": ("demander",),
    "revise_application": ("demander",),
    "provider_response": ("provider",),
    "provider_approval": ("provider",),
    "provide_data": ("demander", "provider"),
    "confirm_receipt": ("demander", "provider"),
    # Each member votes for itself; the tally is announced with the decision.
    "cast_vote": ("leading_group",),
    "give_feedback": ("demander", "provider"),
    "answer_feedback": ("demander", "provider"),
}


def is_open_to(step: str, side: str) -> bool:
    """May the units of a side read what was answered at this step?"""
    return side in OPEN_TO.get(step, (side,))
