"""The columns of each catalogue, once: forms, spreadsheets, differences and pages read them here.

An entry's content is a plain dict: column key → value, and `items` → a list of dicts.  Units are
named by their codes.  `state` columns are set by the process, never by whoever fills in the entry.
Sources: GB/T 21063.3-2007 (`core`, its short names), the compilation guide of 2017 (发改高技
〔2017〕1272号), 条例 13 and 15, the policy's 四“谁”.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.catalogue.rules import values
from app.foundation.i18n import speaks_english

RESOURCE, DATABASE, COLLECTION = "resource", "database", "collection"
KINDS = (RESOURCE, DATABASE, COLLECTION)

TEXT, LONG, CHOICE, CHOICES = "text", "long", "choice", "choices"
UNIT, UNITS, DATE, NUMBER, YES, LIST, ENTRY = (
    "unit",
    "units",
    "date",
    "number",
    "yes",
    "list",
    "entry",
)
LONGEST = {TEXT: 200, LONG: 2000}


@dataclass(frozen=True)
class Words:
    """What may be chosen: stored value → Chinese word, and → English word."""

    chinese: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)


NONE = Words()


@dataclass(frozen=True)
class Column:
    """One column: its key in a content, its heading, what may stand in it.

    `core` is the short name of GB/T 21063.3, where it is one of the core metadata.
    """

    key: str
    zh: str
    en: str
    kind: str = TEXT
    required: bool = False
    words: Words = NONE
    core: str = ""
    state: bool = False
    longest: int = 0

    @property
    def label(self) -> str:
        """The heading in the reader's language."""
        return self.en if speaks_english() else self.zh

    @property
    def choices(self) -> Mapping[str, str]:
        """What may be chosen, with the Chinese words; empty where anything may stand."""
        return self.words.chinese

    @property
    def most(self) -> int:
        """How many characters it may have."""
        return self.longest or LONGEST.get(self.kind, LONGEST[TEXT])

    def said(self, value: str) -> str:
        """One of its choices in the reader's language."""
        names = self.words.english if speaks_english() else self.words.chinese
        return names.get(value, value)


def _same(names: Mapping[str, str]) -> Words:
    """Choices whose stored value is the Chinese word itself."""
    return Words({word: word for word in names}, names)


_CLASSES = Words(values.SHARING_CLASSES, values.SHARING_CLASSES_EN)
_MODES = Words(values.MODES, values.MODES_EN)
_IN = _same({one: values.CATALOGUES[one] for one in (values.BASIC, values.APPLIED)})
_LEVELS = _same(values.LEVELS)

RESOURCE_COLUMNS = (
    Column("title", "信息资源名称", "Title", required=True, core="resTitle"),
    Column("code", "信息资源代码", "Code", core="resID", longest=40),
    Column("catalogue", "所属目录", "Catalogue", CHOICE, True, words=_IN),
    Column("base_class", "基础信息分类", "Base class", CHOICE, words=_same(values.BASE_CLASSES)),
    Column("application_area", "应用领域", "Application area", CHOICE, words=_same(values.AREAS)),
    Column("provider", "信息资源提供方", "Provider", UNIT, True, core="idPoC"),
    Column("abstract", "信息资源摘要", "Abstract", LONG, True, core="abstract"),
    Column("keywords", "关键字", "Keywords", TEXT, True, core="descKeys"),
    Column("format", "信息资源格式", "Format", CHOICE, True, words=_same(values.FORMATS)),
    Column("data_form", "数据存在形态", "Form of existence", CHOICE, words=_same(values.FORMS)),
    Column("update_cycle", "更新周期", "Update cycle", CHOICE, True, words=_same(values.CYCLES)),
    Column("sharing_class", "共享类型", "Sharing class", CHOICE, True, words=_CLASSES),
    Column("condition", "共享条件", "Sharing condition", LONG),
    Column("use_scope", "使用范围", "Scope of use", LONG),
    Column("use_purpose", "使用用途", "Purposes of use", LONG),
    Column("refusal_reason", "不予共享理由", "Why it is not shared", LONG),
    Column("refusal_basis", "不予共享依据", "Legal basis of not sharing", LONG),
    Column("share_modes", "共享方式", "Modes of sharing", CHOICES, words=_MODES),
    Column("is_open", "是否向社会开放", "Open to the public", YES),
    Column("open_condition", "开放条件", "Condition of opening", LONG),
    Column("security_level", "分级", "Level", CHOICE, True, words=_LEVELS),
    Column("secrecy_required", "须签保密协议", "Secrecy agreement required", YES),
    Column("limited_to", "限定网络", "Limited to network", CHOICE, words=_same(values.NETWORKS)),
    Column("produced_by", "产生单位", "Produced by", UNIT),
    Column("built_by", "建设单位", "Built by", UNIT),
    Column("operated_by", "运营单位", "Operated by", UNIT),
    Column("collector", "采集单位", "Collected by", UNIT),
    Column("maintainer", "元数据维护方", "Metadata kept by", UNIT, core="mdContact"),
    Column("database", "来源数据库", "Database", ENTRY),
    Column("online_url", "在线资源链接地址", "On line at", TEXT, core="onLineSrc", longest=500),
    Column("service_url", "服务地址", "Service address", TEXT, core="servURL", longest=500),
    Column("service_type", "服务类型", "Service type", TEXT, core="servType", longest=60),
    Column("related", "关联资源代码", "Related resources", LIST),
    Column("tags", "标签", "Tags", LIST),
    Column("published_on", "发布日期", "Published on", DATE, core="pubDate", state=True),
    Column("metadata_updated_on", "元数据更新日期", "Metadata updated on", DATE, state=True),
    Column("status", "状态", "Status", state=True),
)
DATABASE_COLUMNS = (
    Column("title", "数据库名称", "Name", required=True),
    Column("owner", "所属单位", "Owner", UNIT, True),
    Column("base_class", "基础信息分类", "Base class", CHOICE, words=_same(values.BASE_CLASSES)),
    Column("application_area", "应用领域", "Application area", CHOICE, words=_same(values.AREAS)),
    Column("abstract", "内容说明", "Abstract", LONG),
    Column("source_business", "产生数据的业务", "Source business", LONG, True),
    Column("maintainer", "维护机构或岗位", "Maintained by", TEXT, True),
    Column("update_cycle", "更新周期", "Update cycle", CHOICE, True, words=_same(values.CYCLES)),
    Column("maintenance_plan", "更新维护方案", "Maintenance plan", LONG, True),
    Column("maintenance_cost", "维护经费", "Maintenance cost", TEXT),
    Column("dbms", "数据库管理系统", "DBMS", TEXT, longest=60),
    Column("records", "记录数", "Records", NUMBER),
    Column("network", "所在网络", "Network", CHOICE, words=_same(values.NETWORKS)),
    Column("security_level", "分级", "Level", CHOICE, True, words=_LEVELS),
    Column("funding_class", "经费类别", "Funding", CHOICE, words=_same(values.FUNDING)),
    Column("limited_to", "限定网络", "Limited to network", CHOICE, words=_same(values.NETWORKS)),
    Column("status", "状态", "Status", state=True),
    Column("filing_no", "备案号", "Filing number", state=True),
    Column("filed_on", "备案日期", "Filed on", DATE, state=True),
    Column("registration_no", "登记号", "Registration number", state=True),
    Column("registered_on", "注册日期", "Registered on", DATE, state=True),
    Column("last_updated_on", "最近更新日期", "Last updated on", DATE, state=True),
    Column("deregistered_on", "注销日期", "Deregistered on", DATE, state=True),
    Column("deregister_reason", "注销原因", "Why deregistered", LONG, state=True),
)
COLLECTION_COLUMNS = (
    Column("title", "数据名称", "Data", required=True),
    Column("unit", "责任单位", "Responsible unit", UNIT, True),
    Column(
        "data_form", "数据存在形态", "Form of existence", CHOICE, True, words=_same(values.FORMS)
    ),
    Column("base_class", "基础信息分类", "Base class", CHOICE, words=_same(values.BASE_CLASSES)),
    Column("standard", "采集标准", "Collection standard"),
    Column("cycle", "采集周期", "Collection cycle", CHOICE, True, words=_same(values.CYCLES)),
    Column("legal_basis", "采集依据", "Legal basis", LONG, True),
    Column("joint_units", "协同采集单位", "Collected jointly with", UNITS),
    Column("security_level", "分级", "Level", CHOICE, True, words=_LEVELS),
    Column("limited_to", "限定网络", "Limited to network", CHOICE, words=_same(values.NETWORKS)),
    Column("resource", "对应信息资源", "Resource", ENTRY),
    Column("reviewed_by", "审核单位", "Reviewed by", UNITS, state=True),
    Column("registration_no", "登记号", "Registration number", state=True),
    Column("published_on", "公布日期", "Published on", DATE, state=True),
    Column("status", "状态", "Status", state=True),
)
ITEM_COLUMNS = (
    Column("name", "数据项名称", "Item", required=True, longest=100),
    Column("name_en", "英文名（字段名）", "English name (column)", longest=100),
    Column("data_type", "数据类型", "Type", CHOICE, True, words=_same(values.TYPES)),
    Column("length", "长度", "Length", NUMBER),
    Column("code_table", "代码表", "Code table", longest=100),
    Column("description", "说明", "Description", LONG),
    Column("is_key", "主键", "Key", YES),
    Column("is_sensitive", "敏感", "Sensitive", YES),
    Column("is_base", "基本数据项", "Base item", YES),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    RESOURCE: RESOURCE_COLUMNS,
    DATABASE: DATABASE_COLUMNS,
    COLLECTION: COLLECTION_COLUMNS,
}
# Of each kind, the column that names the unit which answers for the entry.
HOLDER = {RESOURCE: "provider", DATABASE: "owner", COLLECTION: "unit"}


def of(kind: str) -> tuple[Column, ...]:
    """The columns of a catalogue."""
    return COLUMNS[kind]


def filled_in(kind: str) -> Iterator[Column]:
    """The columns that whoever compiles the entry fills in."""
    return (column for column in COLUMNS[kind] if not column.state)


def column(kind: str, key: str) -> Column:
    """One column of a catalogue."""
    return next(one for one in COLUMNS[kind] if one.key == key)
