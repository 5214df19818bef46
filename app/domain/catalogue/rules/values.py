"""The words of the catalogues: Chinese in the tables, said in the reader's language."""

from collections.abc import Mapping

from app.foundation.i18n import speaks_english

BASIC, APPLIED = "政务基础信息共享目录", "应用信息共享目录"
DATABASES, COLLECTIONS = "数据库管理目录", "信息采集责任公开目录"
EXCHANGES = "交换目录"
CATALOGUES = {
    BASIC: "Basic information",
    APPLIED: "Application information",
    DATABASES: "Databases",
    COLLECTIONS: "Collection responsibilities",
    EXCHANGES: "Exchange directory",
}
# Policy 三(一): four kinds of basic information.
BASE_CLASSES = {
    "法人": "Legal persons",
    "人口": "Population",
    "空间与自然资源": "Space and natural resources",
    "宏观经济与社会发展": "Economy and social development",
}
# Policy 四(三): fifteen areas in which units share.
AREAS = {
    "领导决策支持": "Decision support",
    "应急指挥": "Emergency command",
    "安全生产管理": "Work safety",
    "流动人口管理": "Floating population",
    "行政审批": "Administrative approval",
    "公共卫生": "Public health",
    "公共安全": "Public security",
    "社会保障管理与服务": "Social security",
    "食品药品监督管理": "Food and drug supervision",
    "企业与个人信用": "Credit of enterprises and persons",
    "土地资源管理": "Land resources",
    "地下综合管线管理": "Underground pipelines",
    "房地产市场管理": "Real estate market",
    "市政管理": "Municipal administration",
    "政法": "Political and legal affairs",
}
CYCLES = {
    "实时": "real time",
    "每日": "daily",
    "每周": "weekly",
    "每月": "monthly",
    "每季度": "quarterly",
    "每半年": "half-yearly",
    "每年": "yearly",
    "不定期": "irregular",
}
# Calendar days of a cycle; twice as many without an update and the unit is told.
CYCLE_DAYS = {"实时": 1, "每日": 1, "每周": 7, "每月": 31, "每季度": 92, "每半年": 183, "每年": 366}
# What an entry says of a resource is looked at once a year (本系统默认值).
METADATA_DAYS = 366
# From the most open to the most closed.
LEVELS = {
    "公开": "public",
    "内部": "internal",
    "敏感": "sensitive",
    "秘密": "secret",
    "机密": "highly secret",
    "绝密": "top secret",
}
SHARING_CLASSES = {
    "unconditional": "无条件共享",
    "conditional": "有条件共享",
    "not_shareable": "不予共享",
}
MODES = {"service_interface": "服务接口", "batch_exchange": "批量交换", "file_download": "文件下载"}
# 2017 compilation guide: formats of a resource.
FORMATS = {
    "电子文件": "electronic document",
    "电子表格": "spreadsheet",
    "数据库": "database",
    "图形图像": "images",
    "流媒体": "streaming media",
    "自描述格式": "self-describing format",
    "服务接口": "service interface",
}
FORMS = {
    "数据库": "database",
    "电子表格": "spreadsheet",
    "电子文件": "electronic document",
    "纸质档案": "paper files",
    "图形图像": "images",
}
NETWORKS = {"政务外网": "government extranet", "政务内网": "government intranet"}
TYPES = {
    "字符型C": "text",
    "数值型N": "number",
    "货币型Y": "money",
    "日期型D": "date",
    "日期时间型T": "date and time",
    "逻辑型L": "yes or no",
    "备注型M": "memo",
    "通用型G": "general",
    "空间型G": "geometry",
    "双精度型B": "double",
    "整型I": "integer",
    "浮点型F": "float",
}
FUNDING = {
    "信息化运行维护费": "operation and maintenance of informatization",
    "专建共享库（财政保障）": "built for sharing, paid by the treasury",
    "本单位工作经费": "the unit's own working funds",
}
TAGS = {"35号文": "Document No. 35"}
SHARING_CLASSES_EN = {
    "unconditional": "shared unconditionally",
    "conditional": "shared under conditions",
    "not_shareable": "not to be shared",
}
MODES_EN = {
    "service_interface": "service interface",
    "batch_exchange": "batch exchange",
    "file_download": "file download",
}
DATABASE_STATUSES = {
    "filed": ("备案", "filed"),
    "registered": ("注册", "registered"),
    "operating": ("运行", "operating"),
    "updating": ("更新", "updating"),
    "deregistered": ("注销", "deregistered"),
}


def said(value: str, names: Mapping[str, str]) -> str:
    """A word of the catalogues in the reader's language; one without a translation as it is."""
    return names.get(value, value) if speaks_english() else value


def coded(code: str, chinese: Mapping[str, str], english: Mapping[str, str]) -> str:
    """A code of the catalogues in the reader's language."""
    return (english if speaks_english() else chinese).get(code, code)
