"""The sound of a Chinese name, by which lists are sorted."""

from pypinyin import lazy_pinyin

LONGEST = 300


def sort_key(name: str) -> str:
    """A name as it is pronounced, without tones: 市信息办 → `shi xin xi ban`."""
    return " ".join(lazy_pinyin(name)).lower()[:LONGEST]
