"""Finding what there is, as people type it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from app.domain.catalogue import search
from app.domain.catalogue.models.resource import WITHDRAWN, Resource
from app.domain.catalogue.models.search import SearchEntry, SearchItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import initials, words
from app.domain.catalogue.search import asking, holding, marking
from app.domain.catalogue.services import index_rebuild, indexing
from app.foundation.database import db
from tests.domain.catalogue.looking import STRANGER, a_resource, viewer
from tests.support.statements import counted

ONE_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OFFICER = "yjb_share"


def found(typed: str, login: str | None = OFFICER, **more) -> list[str]:
    return [line.ref for line in search.search(typed, viewer(login), **more).lines]


def exactly(typed: str) -> list[str]:
    answer = search.search(typed, viewer(OFFICER))
    return [line.ref for line in answer.lines] if answer.how == "exactly" else []


def titles() -> list[str]:
    return list(db.session.scalars(select(SearchEntry.title).order_by(SearchEntry.id)))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("企业登记基本信息", "IR0001"),
        ("企业登记", "IR0001"),
        ("登记 企业", "IR0001"),
        ("qydjjbxx", "IR0001"),
        ("ｉｒ０００１", "IR0001"),
        ("102001/000001", "IR0001"),
        ("企业登计基本信息", "IR0001"),
        ("企业登记基信息", "IR0001"),
        ("食品药品抽检结果查询", "IR0053"),
        ("市信息办", "XXB"),
        ("xxb", "XXB"),
        ("营业执照号", "注册号"),
        ("谁有 企业住所？", "IR0001"),
        ("法定代表人性名", "法定代表人姓名"),
        ("组织机构代码信息库", "DB0002"),
    ],
)
def test_people_find_it_as_they_type_it(app, typed, first):
    assert found(typed)[0] == first


def test_it_says_how_it_found(app):
    def how(typed):
        return search.search(typed, viewer(OFFICER)).how

    assert how("企业登记") == "exactly"
    assert how("企业登计基本信息") == "nearly"
    assert how("企业 没有这种东西") == "partly"


def test_what_holds_an_item_is_found_by_the_item_and_its_other_names(app):
    assert {"IR0001", "DB0001", "CR0001"} <= set(found("住所"))
    assert {"IR0001", "DB0001", "CR0001"} <= set(found("注册地址"))


def test_facets_narrow_and_are_counted(app):
    whole = search.search("信息", viewer(OFFICER))
    cycle, number = whole.facets["cycle"][0]
    narrowed = search.search("信息", viewer(OFFICER), [f"cycle={cycle}"])

    assert narrowed.total == number < whole.total
    assert {line.cycle for line in narrowed.lines} == {cycle}
    assert set(narrowed.facets) >= {
        "kind",
        "catalogue",
        "class",
        "unit",
        "sharing",
        "mode",
        "level",
    }


def test_without_words_one_looks_through_the_catalogues(app):
    everything = search.search("", viewer(OFFICER))

    assert everything.total == len([t for t in titles()]) - items_and_units()
    assert len(everything.lines) == 20
    assert {line.kind for line in everything.lines} <= {"resource", "database", "collection"}


def items_and_units() -> int:
    neither = SearchEntry.kind.in_(["item", "unit"]) | (SearchEntry.audience == 2)
    return len(db.session.scalars(select(SearchEntry.id).where(neither)).all())


def test_the_next_page_goes_on_where_the_first_ended(app):
    first, second = found("", page=1), found("", page=2)

    assert len(first) == len(second) == 20
    assert not set(first) & set(second)
    assert found("", page=10**9) == []


@pytest.mark.parametrize(
    "typed", ["？！……", "\x00", "\ud800", "   ", "'", "\\", "%_", "&|!()<->:*"]
)
def test_signs_find_nothing_and_break_nothing(app, typed):
    answer = search.search(typed, STRANGER)

    assert answer.total == 0 or answer.question.is_empty


def test_of_a_very_long_text_the_beginning_is_looked_for(app):
    answer = search.search("企业登记基本信息" * 1_250, viewer(OFFICER))

    assert answer.question.was_cut
    assert len(answer.question.key) <= words.LONGEST


@ONE_DATABASE
@given(typed=st.text(max_size=120))
def test_any_text_gets_an_answer(app, typed):
    search.search(typed, STRANGER)
    search.suggest(typed, viewer(OFFICER))
    question = asking.read(typed)
    holding.locate(question, STRANGER)
    marking.parts("企业登记基本信息 (2026) 35号文", question)


@ONE_DATABASE
@given(data=st.data())
def test_a_title_with_one_wrong_character_is_found(app, data):
    title = data.draw(st.sampled_from([t for t in titles() if len(words.key(t)) >= 3]))
    key = words.key(title)
    place = data.draw(st.integers(0, len(key) - 1))
    typed = key[:place] + "囧" + key[place + 1 :]

    shown = [line.title for line in search.search(typed, viewer("xxb_cat"), size=1_000).lines]
    assert title in shown


@ONE_DATABASE
@given(data=st.data())
def test_the_initials_of_any_title_find_it(app, data):
    title = data.draw(st.sampled_from(titles()))
    letters = initials.usual(words.key(title))

    shown = [line.title for line in search.search(letters, viewer("xxb_cat"), size=1_000).lines]
    assert title in shown


def test_suggestions_complete_what_is_typed(app):
    suggested = search.suggest("企业登", viewer(OFFICER))

    assert "企业登记基本信息" in [one.title for one in suggested]
    assert len(search.suggest("信", viewer(OFFICER))) <= 8
    assert search.suggest("zch", viewer(OFFICER))[0].title == "注册号"
    assert search.suggest("", viewer(OFFICER)) == search.suggest("？", viewer(OFFICER)) == []


def test_an_item_is_located_with_the_units_that_hold_it(app):
    located = holding.locate(asking.read("谁有企业住所？"), viewer(OFFICER))

    assert located.item == "住所"
    assert (located.holders[0].unit, located.holders[0].ref) == ("市工商局", "IR0001")
    assert located.total == 3
    assert holding.locate(asking.read("没有这种东西"), viewer(OFFICER)) is None


def test_where_a_word_was_found_is_marked(app):
    def marked(title, typed):
        return [text for text, is_hit in marking.parts(title, asking.read(typed)) if is_hit]

    assert marked("企业登记基本信息", "登记 企业") == ["企业登记"]
    assert marked("企业（个体）登记", "个体登记") == ["个体", "登记"]
    assert marked("企业登记基本信息", "djjb") == ["登记基本"]
    assert marked("统一ＩＤ", "id") == ["ＩＤ"]
    assert "".join(text for text, _ in marking.parts("注册号<b>", asking.read("册"))) == "注册号<b>"


def test_a_search_takes_two_statements_and_one_more_where_nothing_is_exact(app):
    who = viewer(OFFICER)
    with counted() as sent:
        search.search("企业登记", who)
    assert len(sent) == 2
    with counted() as sent:
        search.search("企业登计基本信息", who)
    assert len(sent) == 3


def test_the_planner_is_not_told_what_is_sought_for_it_would_rather_read_the_whole_table(app):
    plans = []

    def explain(connection, cursor, statement, asked, *rest):
        if "name_grams" in statement and not statement.startswith("EXPLAIN"):
            lines = connection.exec_driver_sql(f"EXPLAIN {statement}", asked)
            plans.append("\n".join(line for (line,) in lines))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        search.search("玄妙空灵拟建之库", viewer(OFFICER))
    finally:
        event.remove(Engine, "before_cursor_execute", explain)

    assert len(plans) == 2, "as it is written, then nearly so"
    assert not any("@@ '" in plan for plan in plans)


def test_a_published_change_is_found_at_once_and_what_is_withdrawn_no_more(app):
    made = a_resource("共享单车停放点", "停放点编号", "核定车位")

    assert exactly("共享单车")[0] == made.id
    assert exactly("核定车位")[0] == "核定车位"
    made.title = "公共自行车停放点"
    del made.items[1]
    db.session.flush()
    indexing.refresh("resource", [made.id])
    assert made.id in exactly("公共自行车") and exactly("共享单车停放") == []
    assert "核定车位" not in exactly("核定车位")
    made.status = WITHDRAWN
    db.session.flush()
    indexing.refresh("resource", [made.id])
    assert exactly("公共自行车") == [] and "停放点编号" not in exactly("停放点编号")


def test_removing_takes_the_items_that_nobody_else_holds(app):
    one, other = a_resource("甲类名录", "甲类编号"), a_resource("乙类名录", "甲类编号")

    indexing.remove("resource", [one.id])
    assert exactly("甲类编号") == ["甲类编号", other.id]
    indexing.remove("resource", [other.id])
    assert exactly("甲类编号") == []


def test_making_the_index_anew_gives_the_same(app):
    def kept():
        rows = db.session.execute(
            select(SearchEntry.kind, SearchEntry.ref, SearchEntry.title, SearchEntry.name_grams)
        )
        items = select(SearchItem.canonical, SearchItem.name, SearchItem.reach)
        return sorted(map(tuple, rows)), sorted(map(tuple, db.session.execute(items)))

    before = kept()
    index_rebuild.rebuild()
    assert kept() == before
    for kind, model in (("resource", Resource),):
        indexing.refresh(kind, list(db.session.scalars(select(model.id))))
    assert kept() == before


def test_a_new_synonym_leads_to_the_item_and_a_removed_one_no_more(app):
    db.session.add(Synonym(term="老板名字", canonical="法定代表人姓名"))
    db.session.flush()
    assert "IR0001" in found("老板名字")
    db.session.add(Synonym(term="企业名称", canonical="法定代表人姓名"))
    db.session.flush()
    indexing.synonyms_changed(["企业名称"])
    assert any(one.name == "企业名称" for one in holding.holders("法定代表人姓名", viewer(OFFICER)))
    db.session.delete(db.session.get_one(Synonym, "企业名称"))
    db.session.flush()
    indexing.synonyms_changed(["企业名称"])
    assert not any(
        one.name == "企业名称" for one in holding.holders("法定代表人姓名", viewer(OFFICER))
    )
