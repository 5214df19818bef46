"""`flask demo city`: made up, the same again, whole; and only in a demonstration."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.city import build, units
from app.domain.catalogue.city import entries as city
from app.domain.catalogue.city.entries import Holder, Size
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.search import SearchEntry
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import law
from app.domain.catalogue.services import entries
from app.foundation.database import db, transaction
from app.foundation.identity.models import Unit
from app.workflow.models import ProcessInstance
from tests.support.desks import Desks

SMALL = ("--units", "60", "--resources", "40", "--items", "400")


@pytest.fixture
def run(app):
    def run(*words):
        answer = app.test_cli_runner().invoke(args=["demo", "city", *words])
        db.session.expire_all()
        return answer

    return run


def number_of(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_a_city_is_made_up_and_can_be_searched(run):
    before = number_of(Resource), number_of(DataItem), number_of(Unit)

    assert run(*SMALL).exit_code == 0
    assert number_of(Resource) == before[0] + 40
    assert 300 < number_of(DataItem) - before[1] < 500
    assert number_of(Unit) == before[2] + 60
    assert number_of(SearchEntry, SearchEntry.kind == "resource") >= 40
    assert number_of(SearchEntry, SearchEntry.kind == "unit") == number_of(Unit, Unit.active)


def test_what_it_says_is_as_the_law_wants_and_has_its_version(run):
    run(*SMALL)

    for kind, model in (("resource", Resource), ("database", Database), ("collection", Collection)):
        made = db.session.scalars(select(model.id).where(model.id.regexp_match("[1-9][0-9]{5}$")))
        for entry_id in made:
            content = entries.content_of(kind, entry_id)
            assert law.faults(kind, content) == {}
            kept = select(EntryVersion.content).where(
                EntryVersion.entry_kind == kind, EntryVersion.entry_id == entry_id
            )
            assert db.session.scalars(kept).all() == [content]


def test_a_city_that_grew_is_the_same_as_one_made_in_one_go(app):
    def titles():
        made = Resource.id.regexp_match("^IR[1-9][0-9]{5}$")
        return db.session.execute(select(Resource.id, Resource.title).where(made)).all()

    with transaction():
        build.city(Size(60, 10, 100), 7)
    with transaction():
        build.city(Size(60, 20, 200), 7)
    grown = sorted(map(tuple, titles()))

    holders = [Holder(*one) for one in units.of_city()]
    at_once = city.make(Size(60, 20, 200), holders, 7)
    assert grown == sorted((e.row["id"], e.row["title"]) for e in at_once if e.kind == "resource")


def test_beside_real_catalogues_no_city_is_made_up(run, app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", False)
    before = number_of(Unit)

    answer = run(*SMALL)

    assert answer.exit_code == 1
    assert "Only in a demonstration" in answer.output
    assert number_of(Unit) == before


def test_the_search_is_made_anew_by_a_command(app):
    answer = app.test_cli_runner().invoke(args=["catalogue", "reindex"])

    assert answer.exit_code == 0
    assert f"{number_of(SearchEntry)} entries can be found." in answer.output


def test_made_up_cases_stand_beside_no_others_unless_one_says_so(run, app):
    Desks(app).apply()

    answer = run(*SMALL, "--cases", "5")

    assert answer.exit_code == 1
    assert "--grow" in answer.output
    assert number_of(ProcessInstance) == 1
