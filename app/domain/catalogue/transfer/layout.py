"""How a catalogue looks as a table: its columns in the compilation guide's order, their headings.

The guide of 2017 (发改高技〔2017〕1272号) begins with the four codes of the class, names, code and
provider; our own columns follow.  Headings are recognised in both languages, with or without the
star of what is required.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE, Column
from app.foundation.i18n import speaks_english

ENTRIES, ITEMS, GUIDE, LISTS = "entries", "items", "guide", "lists"
SHEETS = {
    ENTRIES: ("目录", "Entries"),
    ITEMS: ("数据项", "Items"),
    GUIDE: ("说明", "Instructions"),
    LISTS: ("代码", "Codes"),
}
NUMBER = Column("id", "编号", "Number", longest=20)
CLASS_PARTS = (
    Column("class_1", "类代码", "Class code"),
    Column("class_2", "项代码", "Group code"),
    Column("class_3", "目代码", "Subgroup code"),
    Column("class_4", "细目代码", "Detail code"),
)
HOLDER_CODES = {
    RESOURCE: Column("holder_code", "提供方代码", "Provider's code", columns.UNIT),
    DATABASE: Column("holder_code", "所属单位代码", "Owner's code", columns.UNIT),
    COLLECTION: Column("holder_code", "责任单位代码", "Responsible unit's code", columns.UNIT),
}
_GUIDES_ORDER = (
    "title",
    "code",
    "provider",
    "abstract",
    "format",
    "sharing_class",
    "condition",
    "share_modes",
    "is_open",
    "open_condition",
    "update_cycle",
    "published_on",
    "related",
)
# Other words for the same, as the guide and the platforms of other cities write them.
_ALSO = {
    RESOURCE: {
        "名称": "title",
        "资源名称": "title",
        "代码": "code",
        "资源代码": "code",
        "提供方": "provider",
        "信息资源提供方代码": "holder_code",
        "摘要": "abstract",
        "格式": "format",
        "是否开放": "is_open",
        "类": "class_1",
        "项": "class_2",
        "目": "class_3",
        "细目": "class_4",
    },
    DATABASE: {"名称": "title"},
    COLLECTION: {},
}
_ALSO_ITEMS = {
    "信息项名称": "name",
    "英文名": "name_en",
    "字段名": "name_en",
    "信息项数据类型": "data_type",
}
# Of the columns that a process sets, those that an import may set in an entry that is new.
OF_NEW = {
    RESOURCE: frozenset({"published_on"}),
    DATABASE: frozenset(
        {"status", "filing_no", "filed_on", "registration_no", "registered_on", "last_updated_on"}
    ),
    COLLECTION: frozenset({"published_on", "registration_no", "reviewed_by"}),
}
# Which catalogue is which kind of entry; the two of resources differ by a column.
BASIC, APPLIED, DATABASES, COLLECTIONS, EXCHANGE = (
    "basic",
    "application",
    "databases",
    "collections",
    "exchange",
)
COLUMNS_OF = columns.KINDS
KINDS = {
    BASIC: RESOURCE,
    APPLIED: RESOURCE,
    DATABASES: DATABASE,
    COLLECTIONS: COLLECTION,
}
CATALOGUES = {
    BASIC: values.BASIC,
    APPLIED: values.APPLIED,
    DATABASES: values.DATABASES,
    COLLECTIONS: values.COLLECTIONS,
    EXCHANGE: values.EXCHANGES,
}
# The words for an entry's state; a database's are in `values`.
STATUS_WORDS: dict[str, tuple[str, str]] = {
    "published": ("已发布", "published"),
    "withdrawn": ("已撤销", "withdrawn"),
    **values.DATABASE_STATUSES,
}
_BLANK = re.compile(r"[\s*＊]+")


@cache
def entry_columns(kind: str) -> tuple[Column, ...]:
    """The columns of a sheet of entries, in their order."""
    of_kind = {column.key: column for column in columns.of(kind)}
    if kind == RESOURCE:
        first = [of_kind.pop(key) for key in _GUIDES_ORDER]
        place = first.index(columns.column(kind, "provider")) + 1
        first[place:place] = [HOLDER_CODES[kind]]
        return (NUMBER, *CLASS_PARTS, *first, *of_kind.values())
    first = [of_kind.pop("title"), of_kind.pop(columns.HOLDER[kind])]
    return (NUMBER, *first, HOLDER_CODES[kind], *of_kind.values())


@cache
def key_columns(kind: str) -> tuple[Column, ...]:
    """The columns by which a row of items says to which entry it belongs."""
    keys = ["title", "code"] if kind == RESOURCE else ["title"]
    return (NUMBER, *(columns.column(kind, key) for key in keys))


def item_columns() -> tuple[Column, ...]:
    """The columns of an item."""
    return columns.ITEM_COLUMNS


@cache
def entry_headings(kind: str) -> dict[str, Column]:
    """Heading, as `plain` makes it → the column of an entry."""
    return _headings(entry_columns(kind), _ALSO[kind])


@cache
def item_headings() -> dict[str, Column]:
    """Heading, as `plain` makes it → the column of an item."""
    return _headings(item_columns(), _ALSO_ITEMS)


def column_of(kind: str, key: str) -> Column:
    """One of the columns of an entry, or of its items."""
    return next(one for one in (*entry_columns(kind), *item_columns()) if one.key == key)


def plain(heading: object) -> str:
    """A heading without what people add to it: blanks, stars, full width, capitals."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", str(heading or ""))).casefold()


def sheet_name(which: str) -> str:
    """The name of a sheet in the reader's language."""
    return SHEETS[which][1 if speaks_english() else 0]


def is_sheet(name: str, which: str) -> bool:
    """Is a sheet of this name the one that is meant, in either language?"""
    return plain(name) in map(plain, SHEETS[which])


def catalogue_name(catalogue: str) -> str:
    """The name of a catalogue in the reader's language."""
    return values.said(CATALOGUES[catalogue], values.CATALOGUES)


def words_of(column: Column) -> list[str]:
    """What may be chosen in a column, in the reader's language."""
    return [column.said(value) for value in column.choices]


def _headings(known: tuple[Column, ...], also: dict[str, str]) -> dict[str, Column]:
    return dict(_named(known, also))


def _named(known: tuple[Column, ...], also: dict[str, str]) -> Iterator[tuple[str, Column]]:
    by_key = {column.key: column for column in known}
    yield from ((plain(name), by_key[key]) for name, key in also.items())
    for column in known:
        yield plain(column.en), column
        yield plain(column.zh), column
        yield plain(column.key), column
