"""What one may not see is not found, not counted, not suggested, and costs no time."""

import pytest
from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import TSQUERY

from app.domain.catalogue import search, viewing
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.search import SearchEntry
from app.domain.catalogue.rules import reach
from app.domain.catalogue.search import asking, holding, matching
from app.domain.catalogue.services import indexing
from app.foundation.database import db
from app.foundation.identity import queries as people
from tests.domain.catalogue.looking import INTRANET, STRANGER, a_resource, viewer
from tests.support.statements import counted

LEVELS = ("公开", "内部", "敏感", "秘密", "机密", "绝密", "没有这一级")
VIEWERS = {
    "a stranger": (None, ()),
    "a stranger in the network": (None, (INTRANET,)),
    "signed in": ("yjb_share", ()),
    "signed in, in the network": ("yjb_share", (INTRANET,)),
    "signed in, in another network": ("yjb_share", ("政务外网",)),
    "of the granted unit": ("gaj_share", ()),
    "of the granted unit, in the network": ("gaj_share", (INTRANET,)),
    "of its own unit": ("gsj_share", ()),
    "of its own unit, in the network": ("gsj_share", (INTRANET,)),
    "a catalogue administrator": ("xxb_cat", ()),
    "a catalogue administrator in the network": ("xxb_cat", (INTRANET,)),
}


def entries_of_all_levels() -> dict[str, tuple[str, str]]:
    """Resource → level, network; each with an item of its own and one that all hold."""
    police = people.unit_by_code("GAJ")
    clerk = people.account_by_login("xxb_cat")
    made = {}
    for level in LEVELS:
        for network in ("", INTRANET):
            name = f"量子罗盘{level}{'内网' if network else ''}"
            entry = a_resource(
                name, f"{name}项", "共有罗盘项", security_level=level, limited_to=network
            )
            db.session.add(
                EntryGrant(
                    entry_kind="resource",
                    entry_id=entry.id,
                    unit_id=police.id,
                    reason="",
                    by_id=clerk.id,
                )
            )
            db.session.commit()
            indexing.refresh("resource", [entry.id])
            made[entry.id] = (level, network)
    db.session.commit()
    return made


@pytest.mark.parametrize("who", VIEWERS)
def test_the_search_shows_what_the_catalogue_shows(app, who):
    login, networks = VIEWERS[who]
    looking = viewer(login, *networks)
    made = entries_of_all_levels()
    seen = {entry for entry in made if viewing.may_see("resource", entry, looking)}

    for typed in ("量子罗盘", "lzlp", "共有罗盘项"):
        answer = search.search(typed, looking, ["kind=resource"])
        assert {line.ref for line in answer.lines} == seen
        assert answer.total == len(seen)
        assert sum(number for _, number in answer.facets.get("level", [])) == len(seen)
        assert {value for value, _ in answer.facets.get("level", [])} == {
            made[one][0] for one in seen
        }
    wrong = search.search("量子锣盘", looking, ["kind=resource"])
    assert {line.ref for line in wrong.lines} == seen


@pytest.mark.parametrize("who", VIEWERS)
def test_suggestions_and_holders_tell_of_nothing_else(app, who):
    login, networks = VIEWERS[who]
    looking = viewer(login, *networks)
    made = entries_of_all_levels()
    seen = {entry for entry in made if viewing.may_see("resource", entry, looking)}

    for entry, (level, network) in made.items():
        name = f"量子罗盘{level}{'内网' if network else ''}"
        suggested = {one.title for one in search.suggest(name, looking)}
        located = holding.locate(asking.read(name + "项"), looking)
        if entry in seen:
            assert name in suggested
            assert located.item == name + "项" and [h.ref for h in located.holders] == [entry]
        else:
            assert not {name, name + "项"} & suggested
            assert located is None or located.item != name + "项"
    assert {h.ref for h in holding.holders("共有罗盘项", looking)} == seen
    assert holding.count("共有罗盘项", looking) == len(seen)


def test_an_item_that_only_hidden_entries_hold_is_no_item(app):
    a_resource("甲库", "隐藏数据项", security_level="机密")
    a_resource("乙库", "内部数据项", security_level="内部")

    for login, shown in ((None, set()), ("yjb_share", {"内部数据项"})):
        titles = {one.title for one in search.search("部数据项", viewer(login)).lines}
        titles |= {one.title for one in search.search("隐藏数据项", viewer(login)).lines}
        assert titles & {"隐藏数据项", "内部数据项"} == shown


def test_a_revoked_grant_hides_at_once_even_before_the_index_knows(app):
    entry = a_resource("量子罗盘", security_level="机密")
    police, clerk = people.account_by_login("gaj_share"), people.account_by_login("xxb_cat")
    grant = EntryGrant(
        entry_kind="resource", entry_id=entry.id, unit_id=police.unit_id, reason="", by_id=clerk.id
    )
    db.session.add(grant)
    db.session.flush()
    indexing.refresh("resource", [entry.id])
    assert search.search("量子罗盘", viewer("gaj_share")).total == 1
    grant.revoked_at = grant.at
    db.session.flush()

    assert search.search("量子罗盘", viewer("gaj_share")).total == 0


def test_hidden_entries_are_not_even_touched(app):
    """The pieces of what a viewer may not see are others than the ones that are looked for."""
    entries_of_all_levels()
    question = asking.read("量子罗盘")
    marks = reach.of_viewer(None, False, frozenset())
    asked = matching.as_query(marks, matching.named(question))

    touched = select(SearchEntry.audience, SearchEntry.limited_to).where(
        SearchEntry.name_grams.bool_op("@@")(cast(asked, TSQUERY))
    )
    assert set(map(tuple, db.session.execute(touched))) == {(0, "")}


def test_hidden_and_absent_words_send_the_same_statements(app):
    a_resource("量子罗盘", "罗盘读数", security_level="机密")

    def sent(typed: str) -> list[str]:
        with counted() as statements:
            search.search(typed, STRANGER)
            search.suggest(typed, STRANGER)
            holding.locate(asking.read(typed), STRANGER)
        return statements

    sent("量子罗盘")
    assert sent("量子罗盘") == sent("霓虹车灯")
