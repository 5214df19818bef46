"""What is offered instead of a refused resource: found by items, by synonyms, by subject."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue import queries, seed, suggestions
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db, transaction
from app.foundation.identity import queries as people
from tests.support.statements import counted

VIEWER = Viewer(0, is_administrator=True)
TAXES = ["纳税人识别号", "税种", "应纳税额", "已缴税额"]


def offered(resource_id, items, demander="JW"):
    refused = queries.resource(resource_id)
    unit = people.unit_by_code(demander)
    return suggestions.instead_of(refused, items, unit.id, VIEWER)


def ids(found):
    return [one.resource.id for one in found]


@pytest.fixture
def another(app):
    """Adds a published resource with these items."""

    def another(resource_id, items, provider="JTW", **changes):
        usual = {
            "code": resource_id, "title": "运输企业信息", "sharing_class": "unconditional",
            "update_cycle": "每月", "security_level": "内部", "catalogue": "c", "searched": "",
        }  # fmt: skip
        made = Resource(
            id=resource_id,
            provider_unit_id=people.unit_by_code(provider).id,
            items=[
                DataItem(item_no=number, name=name, data_type="C")
                for number, name in enumerate(items, 1)
            ],
            **usual | changes,
        )
        with transaction():
            db.session.add(made)
        return made

    return another


def test_the_words_for_items_are_there_after_setup_and_only_once(app):
    with transaction():
        seed.synonyms()

    assert db.session.scalar(select(func.count()).select_from(Synonym)) == 20


def test_for_the_tax_records_the_public_notice_of_arrears_comes_first(app):
    first = offered("IR0009", TAXES)[0]

    assert first.resource.id == "IR0055"
    assert first.items == ["纳税人识别号", "欠税税种"]
    assert (first.is_digest, first.is_opener, first.same_provider) == (True, True, True)
    assert first.missing == ("应纳税额", "已缴税额")


@pytest.mark.parametrize("items", [TAXES[:1], TAXES[1:3], ["纳税人识别号", "已缴税额"]])
def test_the_notice_comes_first_whichever_items_were_wanted(app, items):
    assert ids(offered("IR0009", items))[0] == "IR0055"


def test_an_item_counts_under_its_other_name(another):
    another("T1", ["工商注册号", "公司名称"])

    first = offered("IR0001", ["注册号", "企业名称"])[0]

    assert first.resource.id == "T1"
    assert {(m.wanted, m.held, m.how) for m in first.matches} == {
        ("注册号", "工商注册号", "synonym"),
        ("企业名称", "公司名称", "synonym"),
    }


def test_two_names_of_the_same_item_stand_for_each_other(another):
    another("T1", ["公司名称"])

    assert "T1" in ids(offered("IR0010", ["单位名称"]))


def test_a_broader_item_does_not_stand_for_a_narrower_one(another):
    another("T1", ["税种"], title="税种目录信息")

    assert "T1" not in ids(offered("IR0055", ["欠税税种"]))


def test_the_demanders_own_resources_are_never_offered(another):
    another("T1", TAXES, provider="JW")

    assert "T1" not in ids(offered("IR0009", TAXES, "JW"))
    assert "T1" in ids(offered("IR0009", TAXES, "GSJ"))


@pytest.mark.parametrize(
    "changes", [{"status": "draft"}, {"status": "withdrawn"}, {"sharing_class": "not_shareable"}]
)
def test_what_nobody_could_get_is_not_offered(another, changes):
    another("T1", TAXES, **changes)

    assert "T1" not in ids(offered("IR0009", TAXES))


def test_what_has_nothing_to_do_with_it_is_not_offered(app):
    assert "IR0028" not in ids(offered("IR0009", TAXES))


def test_whoever_holds_everything_comes_before_a_notice(another):
    another("T1", TAXES)

    assert ids(offered("IR0009", TAXES))[:2] == ["T1", "IR0055"]


def test_signs_of_a_search_pattern_are_only_signs(another):
    another("T1", ["甲%乙_丙"])

    assert ids(offered("IR0009", ["%"])) == ids(offered("IR0009", ["没有这一项"]))
    assert "T1" in ids(offered("IR0009", ["甲%乙_丙"]))


def test_it_takes_as_many_statements_for_many_resources_as_for_few(another):
    refused, unit = queries.resource("IR0009"), people.unit_by_code("JW")
    with counted() as few:
        suggestions.instead_of(refused, TAXES, unit.id, VIEWER)
    for number in range(20):
        another(f"T{number}", TAXES)
    refused, unit = queries.resource("IR0009"), people.unit_by_code("JW")
    with counted() as many:
        found = suggestions.instead_of(refused, TAXES, unit.id, VIEWER)
        [one.resource.provider.label for one in found]

    assert len(few) == len(many) == 2
    assert len(found) == suggestions.MOST


def test_what_the_demander_may_not_see_is_not_suggested(another):
    made = another("IR9001", TAXES)
    assert "IR9001" in ids(offered("IR0009", TAXES))

    made = db.session.get_one(Resource, "IR9001")
    made.security_level = "机密"
    db.session.commit()

    assert "IR9001" not in ids(offered("IR0009", TAXES))
