"""When an entry of a catalogue is a hit for a proposal, and what the hits together say.

A hit shares at least two items, and half of its own or of the proposal's, after synonyms.
"""

from collections.abc import Collection

EXISTS, PARTIAL, NONE = "exists", "partial", "none"
FEWEST = 2


def is_hit(shared: int, own: int, proposed: int) -> bool:
    """Is an entry of `own` items that shares so many with `proposed` ones a hit?"""
    return shared >= FEWEST and 2 * shared >= min(own, proposed)


def verdict(wanted: Collection[str], covered: Collection[str], hits: int) -> str:
    """What hits that together cover these of the wanted items say of a proposal."""
    if not hits:
        return NONE
    return EXISTS if set(wanted) <= set(covered) else PARTIAL
