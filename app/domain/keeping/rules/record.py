"""The record of one case: every row as PostgreSQL writes it, in one packed file with a hash.

Pure: rows in, bytes out.  Values are the text forms of the database, so that a row that is put
back is the same to the last digit; NULL is null.  The same rows give the same record.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
import zstandard

FORMAT = "xieshang-case/1"
LEVEL = 9
LARGEST = 1024 * 1024 * 1024
Row = Sequence[str | None]


class Rows(NamedTuple):
    """The rows of one table."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Record:
    """A case as it was archived: what it was, its rows, and the names of whom they speak of."""

    about: Mapping[str, Any]
    tables: Sequence[Rows]
    names: Mapping[str, Mapping[str, str]]

    @property
    def counts(self) -> dict[str, int]:
        """Table → how many rows."""
        return {one.table: len(one.rows) for one in self.tables}

    def of(self, table: str) -> list[dict[str, str | None]]:
        """The rows of a table, each with its columns' names."""
        return [
            dict(zip(one.columns, row, strict=True))
            for one in self.tables
            if one.table == table
            for row in one.rows
        ]


class Broken(ValueError):
    """These bytes are no record, or not the one that was sealed."""


def packed(record: Record) -> bytes:
    """The record as it is kept."""
    plain = {
        "format": FORMAT,
        "about": record.about,
        "tables": [
            {"table": one.table, "columns": list(one.columns), "rows": [list(r) for r in one.rows]}
            for one in record.tables
        ],
        "names": record.names,
    }
    written = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    return zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(written)


def unpacked(content: bytes, sha256: str) -> Record:
    """Read a record, after checking that it is the one of that hash."""
    if address(content) != sha256:
        raise Broken("the record is not what its hash says")
    try:
        written = zstandard.ZstdDecompressor().decompress(content, max_output_size=LARGEST)
        plain = orjson.loads(written)
        if plain["format"] != FORMAT:
            raise Broken("the record has a format that is not known")
        tables = [Rows(one["table"], one["columns"], one["rows"]) for one in plain["tables"]]
        return Record(plain["about"], tables, plain["names"])
    except (zstandard.ZstdError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise Broken("the record cannot be read") from error


def address(content: bytes) -> str:
    """Under which hash a record is known."""
    return hashlib.sha256(content).hexdigest()
