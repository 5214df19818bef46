"""The faults of an import as a workbook, to be worked through beside the file."""

from typing import BinaryIO

from app.domain.catalogue.models.transfer import ImportJob
from app.domain.catalogue.transfer import sheets
from app.foundation.i18n import _, speaks_english


def faults(file: BinaryIO, job: ImportJob) -> None:
    """One row a fault."""
    headings = (_("Sheet"), _("Row"), _("Column"), _("Heading"), _("Value"), _("What is wrong"))
    said = "en" if speaks_english() else "zh"
    rows = (
        (one["sheet"], one["row"] or "", one["column"], one["heading"], one["value"], one[said])
        for one in job.faults
    )
    sheets.plain(file, [sheets.Sheet(_("Faults"), headings, rows)])
