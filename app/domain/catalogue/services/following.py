"""Tell those who follow an entry that it changed."""


def changed(kind: str, entry_id: str, act: str, number: int) -> None:
    """An entry has a new version: whoever follows it hears of it."""
