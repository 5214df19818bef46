"""The table of synonyms is changed by its administrators, one step from word to name."""

import pytest
from sqlalchemy import select

from app.domain.catalogue import duplicates, seed, synonym_list
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules.synonyms import Pair
from app.domain.catalogue.services import synonyms
from app.domain.catalogue.viewing import Viewer
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity import acting
from tests.support.people import account
from tests.support.together import at_once

OLD = Pair("公司名称", "企业名称")


def do(deed, *given, login="xxb_cat"):
    who = account(login)
    with acting.as_account(who), transaction():
        return deed(who, *given)


def table() -> dict[str, str]:
    db.session.expire_all()
    return {row.term: row.canonical for row in db.session.scalars(select(Synonym))}


def recorded() -> list[tuple[str, str]]:
    found = select(AuditEntry).where(AuditEntry.action.startswith("synonym "))
    return [(one.action, one.subject) for one in db.session.scalars(found.order_by(AuditEntry.id))]


def test_a_new_word_is_followed_by_the_duplicate_check_at_once(app):
    proposal = Proposal("库", "SWJ", ("字号全称", "注册号"))
    assert duplicates.check(proposal).verdict == "none"

    do(synonyms.add, " 字号全称 ", "企业名称")

    assert duplicates.check(proposal).verdict == "exists"
    assert recorded() == [("synonym added", "字号全称")]


@pytest.mark.parametrize(
    ("term", "canonical", "field", "why"),
    [
        ("", "企业名称", "term", "必填"),
        ("字号", "  ", "canonical", "必填"),
        ("字" * 101, "企业名称", "term", "100"),
        ("字\x00号", "企业名称", "term", "文字"),
        ("字号", "字 号", "canonical", "不能与"),
        ("公司名称", "住所", "term", "已对应“企业名称”"),
        ("公司 名称", "住所", "term", "已对应“企业名称”"),
        ("字号", "公司名称", "canonical", "请改用它所对应的“企业名称”"),
        ("企业名称", "字号", "term", "目录中的名称不能再作同义词"),
        ("企业名称", "公司名称", "canonical", "请改用"),
    ],
)
def test_chains_circles_and_empty_words_are_refused_and_told_why(app, term, canonical, field, why):
    before = table()

    with pytest.raises(Invalid) as refused:
        do(synonyms.add, term, canonical)

    assert list(refused.value.fields) == [field]
    assert why in refused.value.fields[field][0]
    assert (table(), recorded()) == (before, [])


def test_a_pair_is_changed_and_the_record_tells_what_it_was(app):
    do(synonyms.change, OLD, "公司全称", "企业名称")

    assert "公司名称" not in table()
    assert table()["公司全称"] == "企业名称"
    found = select(AuditEntry).where(AuditEntry.action == "synonym changed")
    assert db.session.scalars(found).one().details["was"] == list(OLD)


def test_a_pair_may_be_turned_around(app):
    do(synonyms.add, "甲词", "乙词")

    do(synonyms.change, Pair("甲词", "乙词"), "乙词", "甲词")

    assert table()["乙词"] == "甲词"


def test_the_same_again_is_no_change(app):
    do(synonyms.change, OLD, *OLD)

    assert recorded() == []


def test_whoever_changes_what_somebody_else_changed_meanwhile_is_told(app):
    do(synonyms.change, OLD, "公司名称", "单位全称")

    with pytest.raises(Conflict, match="单位全称"):
        do(synonyms.change, OLD, "公司名称", "住所")
    with pytest.raises(Conflict):
        do(synonyms.remove, OLD)
    assert table()["公司名称"] == "单位全称"


def test_a_removed_pair_is_gone_and_can_be_put_back(app):
    do(synonyms.remove, OLD)
    assert "公司名称" not in table()
    with pytest.raises(NotFound):
        do(synonyms.remove, OLD)

    do(synonyms.add, *OLD)
    assert table()["公司名称"] == "企业名称"


def test_a_removed_pair_does_not_come_back_by_the_next_setup(app):
    do(synonyms.remove, OLD)

    with transaction():
        seed.synonyms()

    assert "公司名称" not in table()


@pytest.mark.parametrize("login", ["swj_share", "xxb_share", "xxb_escal", "xxb_sys"])
def test_nobody_but_the_administrators_of_the_catalogue_changes_anything(app, login):
    for deed, *given in (
        (synonyms.add, "字号", "企业名称"),
        (synonyms.change, OLD, "字号", "企业名称"),
        (synonyms.remove, OLD),
        (synonyms.bring_in, []),
    ):
        with pytest.raises(NotAllowed):
            do(deed, *given, login=login)
    assert recorded() == []


def test_a_file_is_brought_in_as_a_whole(app):
    lines = [(2, Pair("字号", "企业名称")), (3, OLD), (4, Pair("驻地", "住所"))]

    assert do(synonyms.bring_in, lines) == (2, 1)
    assert table() | {"字号": "企业名称", "驻地": "住所"} == table()
    assert recorded() == [("synonym added", "字号"), ("synonym added", "驻地")]


def test_where_a_line_is_wrong_nothing_is_brought_in_and_every_fault_is_told(app):
    before = table()
    lines = [
        (2, Pair("字号", "企业名称")),
        (3, Pair("字号", "住所")),
        (4, Pair("店名", "字号")),
        (5, Pair("", "住所")),
        (6, Pair("驻地", "住所")),
    ]

    with pytest.raises(Invalid) as refused:
        do(synonyms.bring_in, lines)

    assert [text.split("：")[0] for text in refused.value.fields["file"]] == [
        "第 3 行", "第 4 行", "第 5 行",
    ]  # fmt: skip
    assert (table(), recorded()) == (before, [])


def test_two_who_make_a_chain_at_the_same_moment_do_not_both_succeed(app):
    def add(term, canonical):
        def deed():
            with app.app_context():
                try:
                    do(synonyms.add, term, canonical)
                except Invalid:
                    return "refused"
                finally:
                    db.session.remove()
                return "added"

        return deed

    got = at_once([add("甲词", "乙词"), add("乙词", "丙词"), add("丙词", "甲词")])

    assert sorted(got) == ["added", "refused", "refused"]


def test_the_editor_says_which_entries_carry_a_name(app):
    everybody = Viewer(is_administrator=True)

    assert synonym_list.counts(["企业名称", "没有"], everybody) == {"企业名称": 7}
    assert synonym_list.carriers(OLD, everybody)[0].id == "IR0001"
