"""What people type, taken apart into words: 谁有 企业住所？ asks for 企业 and 住所."""

import re
import unicodedata
from collections.abc import Collection, Iterator

import rjieba

LONGEST = 60  # characters that are looked at; nobody types more to find something
MOST = 8  # words
# Around what is asked for: it says that somebody asks.
OPENING = re.compile(
    r"^(请问|我想知道|我想查|我想找|我要查|我要|我想|想要|谁有|谁家有|谁持有|哪里有|哪儿有|"
    r"哪里能查到|哪里可以查|哪些单位有|哪个单位有|哪个部门有|哪些部门有|有没有|如何查询|怎么查询|"
    r"怎样查询|如何获取|怎么获取|如何|怎么|怎样|查询|查找|查一下|查)"
)
CLOSING = re.compile(
    r"(在哪里|在哪儿|在哪|哪里有|哪儿有|哪里查|谁有|由谁提供|谁提供|归谁管|怎么查|怎么获取|"
    r"如何查询|如何获取|怎么办|是什么|有哪些|有没有|查询|的|吗|呢)$"
)
STOP = frozenset({*"的了在和与及或等有谁哪吗呢", "哪里", "哪个", "哪些", "怎么", "如何", "请问"})


def normal(text: str) -> str:
    """The text as it is compared: full-width as half-width, small letters, no control signs."""
    clean = text if text.isalnum() else "".join(one if _is_text(one) else " " for one in text)
    folded = unicodedata.normalize("NFKC", clean).casefold()
    return " ".join(folded.split())


def key(text: str) -> str:
    """Only what sounds: letters, digits and characters, without spaces and signs."""
    plain = normal(text)
    return plain if plain.isalnum() else "".join(one for one in plain if one.isalnum())


def chunks(text: str) -> list[str]:
    """What stands between spaces and signs, without the words that only ask."""
    found = "".join(one if one.isalnum() else " " for one in normal(text)[:LONGEST]).split()
    asked = [_without_question(chunk) for chunk in found]
    return [chunk for chunk in asked if chunk and chunk not in STOP] or found


def words(chunk: str, known: Collection[str] = ()) -> list[str]:
    """The words of a chunk: those that are known as a whole first, between them as jieba cuts."""
    found: list[str] = []
    for part in _split(chunk, sorted(known, key=len, reverse=True)):
        found += [part] if part in known else _joined(_cut(part))
    return found or [chunk]


def _is_text(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def _without_question(chunk: str) -> str:
    while (shorter := CLOSING.sub("", OPENING.sub("", chunk))) != chunk:
        chunk = shorter
    return chunk


def _split(chunk: str, known: Collection[str]) -> Iterator[str]:
    """The chunk cut around the longest words that are known."""
    for word in known:
        before, found, after = chunk.partition(word)
        if found:
            yield from _split(before, known)
            yield word
            yield from _split(after, known)
            return
    if chunk:
        yield chunk


def _cut(part: str) -> list[str]:
    cut = [word for word in rjieba.cut(part) if word.strip()]
    return [word for word in cut if word not in STOP] or cut


def _joined(cut: list[str]) -> list[str]:
    """A single character says little: it goes with the word before it (营业执照 号)."""
    found: list[str] = []
    for word in cut:
        if found and (len(word) == 1 or len(found[-1]) == 1):
            found[-1] += word
        else:
            found.append(word)
    return found
