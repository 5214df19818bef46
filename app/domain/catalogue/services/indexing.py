"""Keep what the search looks through as the catalogues are."""

from collections.abc import Collection


def refresh(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries as they are now."""


def remove(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries no more."""
