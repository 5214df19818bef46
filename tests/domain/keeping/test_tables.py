"""Every table that could hold rows of a case has been thought of."""

from sqlalchemy import select

from app.domain.keeping.rules import term
from app.foundation.database import db
from app.foundation.kept import KeptEntry, KeptTable
from app.web import catalogue_figures, figures

# What names a case and outlives it: meetings and their resolutions, runs that moved cases,
# versions of entries and demands of the catalogue, scenarios recorded from a case; the archive.
OUTLIVE = {
    "demand", "entry_version", "group_matter", "group_resolution", "kept_answer", "kept_departure",
    "kept_destruction_line", "kept_dispute", "kept_document", "kept_entry", "kept_hold",
    "kept_name", "move_case", "written_scenario",
}  # fmt: skip
# Tables of no case that point at documents or files, which are of no case either; and what the
# database works out from the rows that go.
OTHERS = {"group_minutes", "group_recusal", "import_job", "sharing_desk_row"}
OF_A_CASE = {"instance_id", "case_id", "task_id", "clock_id", "dispute_id"}


def test_each_table_of_cases_goes_with_them_or_is_known_to_stay(app):
    goes = list(db.session.scalars(select(KeptTable.name).order_by(KeptTable.position)))
    for table in db.metadata.sorted_tables:
        points = {key.column.table.name for key in table.foreign_keys}
        if points & set(goes) or OF_A_CASE & set(table.columns.keys()):
            assert table.name in {*goes, *OUTLIVE, *OTHERS}, (
                f"does {table.name} go to the archive with its case? "
                "A line in kept_table (by a migration), or in this test"
            )


def test_what_goes_can_be_put_back_in_this_order(app):
    goes = list(db.session.scalars(select(KeptTable.name).order_by(KeptTable.position)))
    for table in goes:
        for key in db.metadata.tables[table].foreign_keys:
            target = key.column.table.name
            assert target not in goes or goes.index(target) <= goes.index(table), (table, target)


def test_the_archive_lists_entries_to_the_last_column():
    kept, live = KeptEntry.__table__, db.metadata.tables["audit_entry"]
    assert list(kept.columns.keys()) == ["year", *live.columns.keys()]


def test_no_figure_looks_back_further_than_cases_stay():
    """What is drawn month by month ends before the oldest archived case could be in it."""
    assert max(*figures.PERIODS, *catalogue_figures.PERIODS) <= term.LEAST_YEARS * 12
