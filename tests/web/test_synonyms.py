"""The editor of synonyms over HTTP: list, change, remove and undo, files."""

from io import BytesIO

import pytest
from lxml import html

from app.domain.catalogue.models.synonym import Synonym
from app.foundation.database import db
from app.web.paging import SIZE
from app.web.synonym_files import LARGEST

LIST = "/catalogue/synonyms/"
OLD = {"term": "公司名称", "canonical": "企业名称"}


@pytest.fixture
def editor(desks):
    return desks.at("xxb_cat")


def names():
    db.session.expire_all()
    return {one.term: one.canonical for one in db.session.query(Synonym)}


def terms(answer):
    return [
        one.text for one in html.document_fromstring(answer.text).xpath("//td[@class='row-title']")
    ]


def bring_in(client, content):
    file = (BytesIO(content if isinstance(content, bytes) else content.encode()), "a.csv")
    return client.post(f"{LIST}import", data={"file": file})


def test_the_list_is_paged_searched_and_sorted(editor):
    db.session.add_all(Synonym(term=f"词{n:03d}", canonical="名") for n in range(2 * SIZE))
    db.session.commit()

    assert len(terms(editor.get(LIST))) == SIZE
    assert terms(editor.get(f"{LIST}?text=词&page=2")) == [f"词{n:03d}" for n in range(20, 40)]
    assert terms(editor.get(f"{LIST}?text=住所")) == ["注册地址", "经营地址"]
    sorted_by_name = terms(editor.get(f"{LIST}?sort=canonical&text=号"))
    assert sorted_by_name[:2] != terms(editor.get(f"{LIST}?text=号"))[:2]
    assert terms(editor.get(f"{LIST}?text=%25")) == []
    assert editor.get(f"{LIST}?page=9999999999&sort=x&text=%00").status_code == 200


def test_a_part_of_the_page_is_sent_to_a_script(editor):
    part = editor.get(LIST, headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="rows">')


def test_a_pair_is_added_and_a_fault_keeps_what_was_typed(editor):
    assert editor.post(LIST, data={"term": "字号", "canonical": "企业名称"}).status_code == 302
    assert names()["字号"] == "企业名称"

    wrong = editor.post(LIST, data={"term": "店名", "canonical": "字号"})
    assert wrong.status_code == 422
    assert 'value="店名"' in wrong.text
    assert "请改用它所对应的“企业名称”" in wrong.text


def test_what_is_removed_can_be_put_back_with_one_click(editor):
    gone = editor.post(f"{LIST}remove", data=OLD)
    page = html.document_fromstring(editor.get(gone.location).text)
    assert "公司名称" not in names()

    [undo] = [form for form in page.forms if form.fields.get("term") == "公司名称"]
    editor.post(undo.action, data=dict(undo.fields))

    assert names()["公司名称"] == "企业名称"


def test_a_pair_is_changed(editor):
    form = {"old_term": "公司名称", "old_canonical": "企业名称"}
    page = editor.get(f"{LIST}change?term=公司名称")
    assert "IR0001" in page.text

    assert (
        editor.post(f"{LIST}change", data=form | {"term": "", "canonical": "x"}).status_code == 422
    )
    sent = editor.post(f"{LIST}change", data=form | {"term": "公司全称", "canonical": "企业名称"})
    assert sent.status_code == 302
    assert "公司全称" in names()


def test_two_who_change_the_same_pair_do_not_overwrite_each_other(editor):
    form = {"old_term": "公司名称", "old_canonical": "企业名称", "term": "公司名称"}
    editor.post(f"{LIST}change", data=form | {"canonical": "单位全称"})

    late = editor.post(f"{LIST}change", data=form | {"canonical": "住所"})

    assert late.status_code == 409
    assert "单位全称" in late.text
    assert names()["公司名称"] == "单位全称"


def test_what_is_not_there_is_not_found(editor):
    assert editor.get(f"{LIST}change?term=没有").status_code == 404
    assert editor.get(f"{LIST}change").status_code == 404
    assert editor.post(f"{LIST}remove", data={"term": "没有"}).status_code == 404
    nothing = {"old_term": "没有", "term": "a", "canonical": "b"}
    assert editor.post(f"{LIST}change", data=nothing).status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_brought_in(editor, encoding):
    got = bring_in(
        editor, 'term,canonical\r\n字号,企业名称\r\n\r\n"驻地",住所\r\n'.encode(encoding)
    )

    assert got.status_code == 302
    assert (names()["字号"], names()["驻地"]) == ("企业名称", "住所")


def test_what_was_exported_can_be_brought_in_again(editor):
    db.session.add(Synonym(term="=1+1", canonical="'公式"))
    db.session.commit()
    before = names()
    file = editor.get(f"{LIST}export.csv")
    assert file.data.startswith(b"\xef\xbb\xbfterm,canonical\r\n")
    assert "\r\n'=1+1," in file.text
    db.session.query(Synonym).delete()
    db.session.commit()

    assert bring_in(editor, file.data).status_code == 302
    assert names() == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "首行应为"),
        ("a,b\n字号,企业名称\n", "首行应为"),
        ("term,canonical\n字号\n", "第 2 行：应为两列"),
        ("term,canonical\n字号,企业名称,多\n店名,\n", "第 2 行：应为两列"),
        ("term,canonical\n字号,企业名称\n店名,字号\n", "第 3 行：“字号”本身是同义词"),
        ('term,canonical\n"字号,企业名称\n', "第 2 行"),
        ("term,canonical\n" + "甲,乙\n" * 20_001, "超过 20000 行"),
        (b"\xff\xff\xff", "不是文本"),
        (b"PK\x03\x04" + bytes(range(256)), "不是文本"),
        (b"x" * (LARGEST + 1), "超过 2 MB"),
        ("term,canonical\n" + "甲" * 200_000 + ",乙\n", "第 2 行"),
        ("term,canonical\n甲\x00,乙\n", "第 2 行"),
    ],
)
def test_a_bad_file_is_refused_with_its_lines_and_nothing_is_brought_in(editor, content, why):
    before = names()

    got = bring_in(editor, content)

    assert got.status_code == 422
    assert why in got.text
    assert names() == before


def test_no_file_is_no_file(editor):
    assert "请选择文件" in editor.post(f"{LIST}import", data={}).text


def test_each_change_stands_in_the_history_and_the_last_one_can_be_put_back(editor):
    editor.post(LIST, data={"term": "字号", "canonical": "企业名称"})
    change = {"old_term": "字号", "old_canonical": "企业名称", "term": "字号", "canonical": "住所"}
    editor.post(f"{LIST}change", data=change)

    page = editor.get(f"{LIST}history").text

    assert "变更" in page and "此前：字号 → 企业名称" in page
    assert page.count(">撤销<") == 1  # what was added first stands otherwise by now
    back = {"old_term": "字号", "old_canonical": "住所", "term": "字号", "canonical": "企业名称"}
    editor.post(f"{LIST}change", data=back)
    assert names()["字号"] == "企业名称"
