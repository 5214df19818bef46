"""The two agreements as documents: the very text that was signed, article by article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.documents.rules.paper import Paper, Part, Signer

SIDES = {"demander": "甲方", "provider": "乙方"}
POSTS = {"unit_approver": "共享工作负责人"}


@dataclass(frozen=True)
class Signed:
    """A signature that stands: which side, which unit, in which post, on which day."""

    side: str
    unit: str
    post: str
    on: date


@dataclass(frozen=True)
class SignedText:
    """A text with its version and the hash that both sides signed."""

    text: str
    sha256: str
    version: int
    signatures: tuple[Signed, ...]


def agreement(signed: SignedText, *, number: str, dated: date) -> Paper:
    """The sharing agreement in force; a later version has the same number with its own 第N版."""
    return _contract(signed, number=f"{number}（第{signed.version}版）", dated=dated)


def secrecy_agreement(signed: SignedText, *, number: str, dated: date) -> Paper:
    """The secrecy agreement, under the number with which the bureau filed it."""
    return _contract(signed, number=number, dated=dated, filed=f"；保密局备案号：{number}")


def _contract(signed: SignedText, *, number: str, dated: date, filed: str = "") -> Paper:
    title, *lines = signed.text.removesuffix("\n").split("\n")
    return Paper(
        layout="contract",
        title=title,
        number=number,
        body=tuple(Part("text", text=line) for line in lines),
        signers=tuple(_signers(signed.signatures)),
        dated=dated,
        note=f"第{signed.version}版，签署文本SHA-256：{_grouped(signed.sha256)}{filed}",
        extra={"text_sha256": signed.sha256, "version": str(signed.version)},
    )


def _grouped(sha256: str) -> str:
    """The hash in groups of eight, so that it can be read and its line be broken."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))


def _signers(signatures: Iterable[Signed]) -> Iterable[Signer]:
    """One a side, the demander first."""
    for side, role in SIDES.items():
        for one in signatures:
            if one.side == side:
                post = POSTS.get(one.post, one.post)
                yield Signer(role=role, unit=one.unit, post=post, signed_on=one.on)
