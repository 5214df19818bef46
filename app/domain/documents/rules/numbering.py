"""Under which word a unit numbers which kind of document (发文字号): 京信办督〔2026〕1号."""

# What follows the unit's own word (机关代字).  Other kinds carry the number of what they are
# made from: an application, an agreement, a filing.
SUFFIXES = {
    "reply": "函",
    "supplement_notice": "补",
    "refusal_report": "报",
    "mediation_opinion": "协",
    "supervision_order": "督",
    "minutes": "纪",
}
LONGEST = 18


def series(word: str, short_name: str, kind: str) -> str:
    """The series of a unit's documents of a kind; a unit without a word uses its short name."""
    own = word or short_name.removeprefix("市")
    return own[:LONGEST] + SUFFIXES[kind]
