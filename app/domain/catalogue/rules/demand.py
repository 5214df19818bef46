"""The demand pool: who may do what with a demand, and by when a unit answers."""

from collections.abc import Collection

# With the office, with a unit, promised by it; and how a demand ends.
OPEN, ASSIGNED, PROMISED = "open", "assigned", "promised"
FULFILLED, ANSWERED, MERGED = "fulfilled", "answered", "merged"
DECLINED, WITHDRAWN = "declined", "withdrawn"
LIVE = (OPEN, ASSIGNED, PROMISED)
STATES = (*LIVE, FULFILLED, ANSWERED, MERGED, DECLINED, WITHDRAWN)
URGENCIES = ("normal", "urgent", "critical")

OFFICE = "catalogue_admin"
OFFICER = "sharing_officer"
UNIT_POSTS = ("sharing_officer", "unit_approver")
# Working days in which an assigned unit says whether it will list the data (本系统默认值).
USUAL_DAYS, MOST_DAYS = 10, 60
# The furthest day to which a unit may promise to list them (本系统默认值).
MOST_PROMISED_DAYS = 366
LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON, LONGEST_ITEM, MOST_ITEMS = 200, 2000, 1000, 100, 100

# Act → the states in which it may be done.
ACTS: dict[str, frozenset[str]] = {
    "join": frozenset(LIVE),
    "leave": frozenset(LIVE),
    "withdraw": frozenset(LIVE),
    "assign": frozenset({OPEN}),
    "unassign": frozenset({ASSIGNED, PROMISED}),
    "answer": frozenset(LIVE),
    "decline": frozenset(LIVE),
    "merge": frozenset(LIVE),
    "reopen": frozenset({FULFILLED, ANSWERED, MERGED, DECLINED}),
    "hide": frozenset(STATES),
    "show": frozenset(STATES),
    "promise": frozenset({ASSIGNED, PROMISED}),
    "not_held": frozenset({ASSIGNED, PROMISED}),
    "fulfil": frozenset({ASSIGNED, PROMISED}),
}
OFFICE_ACTS = (
    "assign", "unassign", "answer", "decline", "merge", "reopen", "hide", "show",
)  # fmt: skip
UNIT_ACTS = ("promise", "not_held", "fulfil")
DEMANDER_ACTS = ("join", "leave", "withdraw")


def possible(state: str, *, alone: bool, joined: bool, internal: bool) -> set[str]:
    """What may be done with a demand in this state, by whoever has the post for it."""
    acts = {act for act, allowed in ACTS.items() if state in allowed}
    acts -= {"join"} if joined else {"leave", "withdraw"}
    acts -= {"leave"} if alone else {"withdraw"}
    return acts - ({"hide"} if internal else {"show"})


def allowed(posts: Collection[str], *, of_assigned: bool) -> set[str]:
    """What these posts may do, whatever the state."""
    acts = set(OFFICE_ACTS) if OFFICE in posts else set()
    if OFFICER in posts:
        acts |= set(DEMANDER_ACTS)
    if of_assigned and not {*UNIT_POSTS}.isdisjoint(posts):
        acts |= set(UNIT_ACTS)
    return acts
