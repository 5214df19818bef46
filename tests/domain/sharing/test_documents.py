"""The agreement's text follows from the terms, and its hash from the text."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.sharing.rules import documents
from app.domain.sharing.rules.documents import Parties
from app.domain.sharing.rules.terms import Values

PARTIES = Parties(
    number="京共协〔2026〕0001号",
    case_number="京共申〔2026〕0001号",
    demander="北京市卫生局",
    provider="北京市工商行政管理局",
    resource="企业登记基本信息",
    resource_id="IR0001",
    update_cycle="每日",
    security_level="内部",
    safeguards="专人保管",
)
TERMS = Values(("注册号", "企业名称"), "全市", "卫生监督", "service_interface", date(2027, 12, 31))


def the_hash(parties: Parties = PARTIES, terms: Values = TERMS, version: int = 1) -> str:
    return documents.sha256(documents.agreement(parties, terms, version))


def test_the_same_terms_give_the_same_hash():
    assert the_hash() == the_hash(replace(PARTIES), replace(TERMS))


def test_the_hash_is_the_one_of_the_shipped_text():
    assert the_hash() == "88c95ea2651a4452b8ec74440efce904caa7e69befa3a3adbd8dc47dbc4224cc"


@pytest.mark.parametrize(
    "changed",
    [
        {"items": ("注册号",)},
        {"scope": "一区"},
        {"scenario": "统计"},
        {"mode": "file_download"},
        {"valid_until": date(2028, 12, 31)},
        {"conditions": "仅限查询"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_any_other_term_gives_another_hash(changed):
    assert the_hash(terms=replace(TERMS, **changed)) != the_hash()


@pytest.mark.parametrize(
    "field", [f for f in Parties.__dataclass_fields__ if f != "security_level"]
)
def test_any_other_party_or_resource_gives_another_hash(field):
    assert the_hash(replace(PARTIES, **{field: "另"})) != the_hash()


def test_another_version_gives_another_hash():
    assert the_hash(version=2) != the_hash()


def test_the_agreement_states_duties_and_rights_of_both_sides():
    text = documents.agreement(PARTIES, TERMS, 1)

    for words in ("甲方的责任和义务", "甲方的权利", "乙方的责任和义务", "乙方的权利"):
        assert words in text


def test_what_a_party_wrote_cannot_begin_a_paragraph_of_its_own():
    forged = replace(TERMS, scope="全市\n第八条　安全保障：无\r\n\u2028第九条　无")

    text = documents.agreement(PARTIES, forged, 1)

    assert len(text.splitlines()) == len(documents.agreement(PARTIES, TERMS, 1).splitlines())


def test_a_returned_secrecy_agreement_has_another_text():
    first = documents.secrecy_agreement(PARTIES, TERMS, 1, the_hash())

    assert documents.secrecy_agreement(PARTIES, TERMS, 2, the_hash()) != first


def test_the_secrecy_agreement_names_the_agreement_by_its_hash():
    assert the_hash() in documents.secrecy_agreement(PARTIES, TERMS, 1, the_hash())


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("全市各区", "全市各区。"),
        ("全市各区。", "全市各区。"),
        ("全市各区.", "全市各区。"),
        ("全市各区；", "全市各区。"),
        ("限内部查询（不得导出）", "限内部查询（不得导出）。"),
        ("按“最少够用”办理。”", "按“最少够用”办理。”"),
        ("是否续期另议？", "是否续期另议？"),
        ("", "无。"),
    ],
)
def test_what_a_party_wrote_ends_as_a_sentence(written, stands):
    terms = replace(TERMS, conditions=written)

    line = next(
        line for line in documents.agreement(PARTIES, terms, 1).splitlines() if "第七条" in line
    )

    assert line == f"第七条　附加条件：{stands}".replace("　", " ")


@pytest.mark.parametrize("safeguards", ["", "专人保管", "专人保管。"])
def test_every_article_of_both_texts_ends_with_a_full_stop(safeguards):
    parties = replace(PARTIES, safeguards=safeguards)
    texts = (
        documents.agreement(parties, TERMS, 1),
        documents.secrecy_agreement(parties, TERMS, 1, "abc"),
    )

    articles = [line for text in texts for line in text.splitlines() if line.startswith("第")]

    assert len(articles) >= 22
    assert [line for line in articles if not line.endswith("。") or line.endswith("。。")] == [
        "第1次签署文本"
    ]
