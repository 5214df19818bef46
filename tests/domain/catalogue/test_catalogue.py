"""Find a resource in the catalogue, and fill the catalogue once."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue import queries, seed
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.viewing import Viewer, of_unit
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.identity import queries as people

ADMINISTRATOR = Viewer(0, is_administrator=True)
INTRANET = "政务内网"


def found(*args, **filters) -> list[str]:
    filters.setdefault("viewer", ADMINISTRATOR)
    return [resource.id for resource in db.session.scalars(queries.search(*args, **filters))]


def counts() -> tuple[int, int]:
    count = [db.session.scalar(select(func.count()).select_from(m)) for m in (Resource, DataItem)]
    return count[0], count[1]


def test_the_demonstration_has_63_resources_with_338_items(app):
    assert counts() == (63, 338)


def test_a_second_seed_changes_nothing(app):
    with transaction():
        assert seed.seed() == 0

    assert counts() == (63, 338)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IR0042", "IR0042"),
        ("重点场所图像", "IR0042"),
        ("点位编号", "IR0042"),
        ("市公安局 图像", "IR0042"),
        ("应急指挥 急救", "IR0043"),
    ],
)
def test_every_word_is_looked_for_in_title_items_keywords_and_provider(app, text, expected):
    assert expected in found(text)


@pytest.mark.parametrize("text", ["没有这种东西", "%", "_", "\\"])
def test_what_is_not_there_is_not_found_and_no_sign_is_a_pattern(app, text):
    assert found(text) == []


def test_the_search_is_narrowed_by_class_provider_and_mode(app):
    police = people.unit_by_code("GAJ").id

    assert set(found(provider_id=police)) >= {"IR0011", "IR0042"}
    assert "IR0042" not in found(sharing_class="unconditional")
    assert "IR0042" in found(mode="service_interface", provider_id=police)


def test_a_resource_comes_with_its_items_in_order(app):
    resource = queries.resource("IR0001")

    assert resource.item_names[:2] == ["注册号", "企业名称"]
    assert "法定代表人姓名" in resource.sensitive_items


def test_a_withdrawn_resource_is_not_there(app):
    queries.resource("IR0001").status = "withdrawn"
    db.session.commit()

    with pytest.raises(NotFound):
        queries.resource("IR0001")


def test_a_substitute_is_never_the_demanders_own(app):
    police = people.unit_by_code("GAJ").id

    assert all(
        r.provider_unit_id != police for r in queries.substitutes("IR0001", police, ADMINISTRATOR)
    )


def test_what_a_unit_may_not_see_it_does_not_find(app):
    police, statistics = people.unit_by_code("GAJ").id, people.unit_by_code("TJJ").id

    assert "IR0034" in found("原始资料", viewer=of_unit(statistics))
    assert found("原始资料", viewer=of_unit(police)) == []
    assert found("原始资料", viewer=Viewer()) == []
    assert queries.find("IR0034", of_unit(police)) is None
    with pytest.raises(NotFound):
        queries.resource("IR0034", of_unit(police))


def test_what_the_demander_may_not_see_is_no_substitute_for_it(app):
    police = people.unit_by_code("GAJ").id
    offered = [one.id for one in queries.substitutes("IR0001", police, ADMINISTRATOR)]

    assert "IR0004" in offered
    assert "IR0034" not in offered


def test_an_entry_of_one_network_is_found_from_there_only(app):
    police = people.unit_by_code("GAJ").id
    queries.resource("IR0001").limited_to = INTRANET
    db.session.commit()

    assert "IR0001" not in found(viewer=of_unit(police))
    assert "IR0001" in found(viewer=of_unit(police, frozenset({INTRANET})))
