"""Keep what the search looks through as the catalogues are."""

from collections.abc import Collection


def refresh(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries as they are now."""


def remove(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries no more."""


def synonyms_changed(terms: Collection[str]) -> None:
    """After a change of synonyms: lead the items of these names to what they now stand for."""
