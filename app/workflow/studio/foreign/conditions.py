"""A condition in another tool's language, written as ours where it says nothing more."""

import re

from app.workflow.engine import expressions

WRAPPED = re.compile(r"^[$#]\{(.*)\}$", re.DOTALL)
TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
WORDS = (
    (r"&&", " and "),
    (r"\|\|", " or "),
    (r"!(?!=)", " not "),
    (r"\beq\b", "=="),
    (r"\bne\b", "!="),
    (r"\bgt\b", ">"),
    (r"\bge\b", ">="),
    (r"\blt\b", "<"),
    (r"\ble\b", "<="),
    (r"(?<![=!<>])=(?!=)", "=="),
    (r"\btrue\b", "True"),
    (r"\bfalse\b", "False"),
    (r"\bnull\b", "None"),
)


def is_ours(condition: str) -> bool:
    """May it stand as it is?"""
    try:
        expressions.check(condition)
    except expressions.UnsafeExpression:
        return False
    return True


def suggested(condition: str) -> str:
    """The same comparison as the engine here reads it; nothing where it is more than one."""
    if len(condition) > expressions.LONGEST:
        return ""
    bare = condition.strip().removeprefix("=")
    wrapped = WRAPPED.match(bare)
    bare = " ".join((wrapped.group(1) if wrapped else bare).split())
    pieces = TEXT.split(bare)
    texts = [*TEXT.findall(bare), ""]
    for said, ours in WORDS:
        pieces = [re.sub(said, ours, piece) for piece in pieces]
    joined = "".join(piece + text for piece, text in zip(pieces, texts, strict=True))
    written = " ".join(joined.split()) if not TEXT.search(bare) else joined.strip()
    return written if is_ours(written) and expressions.names(written) else ""
