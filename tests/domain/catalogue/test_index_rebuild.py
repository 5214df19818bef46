"""Making the whole index anew, the slow way and the fast one."""

from sqlalchemy import func, select, text

from app.domain.catalogue import search
from app.domain.catalogue.models.search import SearchEntry
from app.domain.catalogue.services import index_rebuild
from app.foundation.database import db
from tests.domain.catalogue.looking import viewer

GRAMS = text(
    "SELECT indexname FROM pg_indexes WHERE tablename = 'search_entry' AND indexname LIKE '%grams'"
)


def test_the_fast_way_leaves_the_same_indexes_and_the_same_entries(app, monkeypatch):
    indexes = sorted(db.session.scalars(GRAMS))
    before = db.session.scalar(select(func.count()).select_from(SearchEntry))
    monkeypatch.setattr(index_rebuild, "MANY", 0)

    made = index_rebuild.rebuild()
    db.session.commit()

    assert made == before
    assert sorted(db.session.scalars(GRAMS)) == indexes == [
        "ix_search_entry_grams", "ix_search_entry_name_grams",
    ]  # fmt: skip
    role = db.session.scalar(select(func.current_user()))
    assert role == app.config["DATABASE_ROLE"]
    assert search.search("企业登记", viewer("yjb_share")).lines[0].ref == "IR0001"


def test_what_is_up_to_date_is_left_alone(app):
    last = db.session.scalar(select(func.max(SearchEntry.id)))
    index_rebuild.keep_up()
    assert db.session.scalar(select(func.max(SearchEntry.id))) == last

    db.session.delete(
        db.session.scalars(select(SearchEntry).where(SearchEntry.ref == "IR0001")).one()
    )
    db.session.flush()
    index_rebuild.keep_up()
    assert db.session.scalar(select(func.max(SearchEntry.id))) > last
