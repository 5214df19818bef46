"""Workbooks for tests: sound ones by openpyxl, hostile ones by hand."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

Rows = Sequence[Sequence[Any]]
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
# A resource that the law is content with.
RESOURCE = {
    "信息资源名称": "公共自行车站点信息",
    "所属目录": "政务基础信息共享目录",
    "基础信息分类": "空间与自然资源",
    "信息资源提供方": "市交通委",
    "信息资源摘要": "全市公共自行车站点的位置与车位。",
    "关键字": "自行车 站点",
    "信息资源格式": "数据库",
    "更新周期": "每日",
    "共享类型": "无条件共享",
    "共享方式": "服务接口、文件下载",
    "分级": "公开",
}
ITEM = {"信息资源名称": RESOURCE["信息资源名称"], "数据项名称": "站点编号", "数据类型": "字符型C"}


class Upload:
    """A file as the web hands it over."""

    def __init__(self, filename: str, content: bytes) -> None:
        self.filename: str | None = filename
        self.stream = io.BytesIO(content)


def made(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def opened(content: bytes) -> Workbook:
    """A workbook from its bytes."""
    return load_workbook(io.BytesIO(content))


def of_entries(
    *entries: Mapping[str, Any], items: Sequence[Mapping[str, Any]] | None = None
) -> bytes:
    """A workbook with a sheet of entries and one of items; by default each has one item."""
    if items is None:
        items = [
            {
                "信息资源名称": one.get("信息资源名称"),
                "数据项名称": "站点编号",
                "数据类型": "字符型C",
            }
            for one in entries
        ]
    sheets = {"目录": table(entries)}
    if items:
        sheets["数据项"] = table(items)
    return made(sheets)


def table(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Headings and rows of these values."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return [headings, *([row.get(name) for name in headings] for row in rows)]


def by_hand(sheet: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook whose one sheet is this XML, with more parts if need be."""
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"/>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="目录" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return kept.getvalue()


def sheet_xml(rows: str, dimension: str = "") -> str:
    """The XML of a sheet."""
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'<worksheet xmlns="{MAIN}">{claimed}<sheetData>{rows}</sheetData></worksheet>'


def xml_row(number: int, values: Sequence[str]) -> str:
    """A row of texts."""
    cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
    return f'<row r="{number}">{cells}</row>'
