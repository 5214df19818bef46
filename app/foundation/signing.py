"""What an entry of the record and a block of its chain say, as hashes and under our key.

The key lies outside the database.  Whoever may write to the tables, and has not the key, can
neither make an entry that passes for the application's nor a block that passes for the sealer's.

What is hashed here must never change: entries of many years are checked against it.  Another
form of it would be a second version beside this one.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

NOTHING = bytes(32)  # stands before the first block
PLAIN = frozenset({str, int, bool})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_listed = json.JSONEncoder(ensure_ascii=False)
_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Keys:
    """The key that signs, and the older ones that still prove; set once by the factory."""

    all: list[bytes] = field(default_factory=list)


keys = Keys()


def configure(secrets: Sequence[str]) -> None:
    """Say which keys there are: the first signs."""
    keys.all = [hashlib.sha256(b"xieshang-audit\n" + one.encode()).digest() for one in secrets]


def digest(entry: Mapping[str, Any]) -> bytes:
    """The hash of what an entry says; its number is bound to it by the block."""
    said = [
        "audit-entry-1",
        _microseconds(entry["at"]),
        entry["action"],
        entry["account_id"],
        entry["unit_id"],
        entry["on_behalf_of_id"],
        entry["actor"],
        entry["instance_id"],
        entry["task_id"],
        entry["release_id"],
        entry["subject"],
    ]
    text = _listed.encode(said) + _as_stored(entry["details"])
    return hashlib.sha256(text.encode()).digest()


def sign_entry(hashed: bytes) -> bytes:
    """What proves that the application wrote an entry."""
    return hmac.digest(keys.all[0], b"entry" + hashed, "sha256")


def is_ours(hashed: bytes, mac: bytes | None) -> bool:
    """Whether one of our keys signed this entry."""
    return mac is not None and any(_same(one, b"entry" + hashed, mac) for one in keys.all)


@dataclass(frozen=True)
class Sheet:
    """What a block of the chain says; its head is the hash of all of it."""

    number: int
    at: datetime
    unsigned: bool
    ids: Sequence[int]
    digests: bytes
    previous: bytes

    @property
    def head(self) -> bytes:
        """The hash of this block and, through its predecessor, of everything before it."""
        whole = hashlib.sha256(b"audit-block-1\n" + self.previous)
        for number in (self.number, _microseconds(self.at), int(self.unsigned), len(self.ids)):
            whole.update(number.to_bytes(8))
        whole.update(b"".join(number.to_bytes(8) for number in self.ids))
        whole.update(self.digests)
        return whole.digest()


def sign_block(head: bytes) -> bytes:
    """What proves that the sealer made a block."""
    return hmac.digest(keys.all[0], b"block" + head, "sha256")


def is_sealed(head: bytes, mac: bytes) -> bool:
    """Whether one of our keys signed this block."""
    return any(_same(one, b"block" + head, mac) for one in keys.all)


def _same(key: bytes, message: bytes, mac: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(key, message, "sha256"), mac)


def _microseconds(moment: datetime) -> int:
    since = moment.astimezone(UTC) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _as_stored(details: Any) -> str:
    """The same text before it is stored and after: the database keeps neither order nor form."""
    if not _is_plain(details):
        # Keys within may be numbers, and the database writes 1e+20 out.
        details = json.loads(json.dumps(details), parse_float=_number)
    return _sorted.encode(details)


def _is_plain(details: Any) -> bool:
    return isinstance(details, dict) and all(
        type(key) is str and (value is None or type(value) in PLAIN)
        for key, value in details.items()
    )


def _number(text: str) -> int | float:
    exact = Decimal(text)
    return int(exact) if "e" in text.lower() and exact == exact.to_integral_value() else float(text)
