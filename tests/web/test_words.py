"""Each of the terms has one name, in the forms, on the pages and in the agreement."""

import re
from datetime import date

import pytest
from flask_babel import force_locale

from app.domain.sharing.rules import documents
from app.domain.sharing.rules.documents import Parties
from app.domain.sharing.rules.terms import FIELDS, Values
from app.foundation import paths
from app.web import (
    catalogue_figure_words,
    destroying_words,
    people_words,
    repair_words,
    studio_setting_words,
    wording,
)
from app.workflow.studio import form_difference
from tests.workflow.forms.samples import SHIPPED, shipped

ELSEWHERE = ("信息项", "用途", "期限")


def labels(key):
    """What the forms call this field: the form, its Chinese and its English label."""
    for name in (path for path in SHIPPED if path.parent.name == "sharing"):
        field = shipped(name.stem).fields.get(key)
        if field is not None:
            chinese = field.spec.get("label") or field.spec.get("dateLabel")
            yield name.stem, chinese, field.properties["label_en"]


@pytest.mark.parametrize("key", FIELDS)
def test_a_term_is_called_the_same_in_every_form_and_on_the_pages(app, key):
    with force_locale("zh"):
        chinese = str(wording.TERMS[key])
    with force_locale("en"):
        english = str(wording.TERMS[key])

    named = list(labels(key))

    assert len(named) >= 4
    assert [one for one in named if one[1].removeprefix("申请的") != chinese] == []
    assert [one for one in named if one[2].removesuffix(" applied for") != english] == []


def test_the_agreement_uses_the_words_of_the_forms(app):
    terms = Values(("注册号",), "全市", "监督", "service_interface", date(2027, 12, 31), "无")
    parties = Parties("一", "二", "甲", "乙", "某库", "IR0001", "每日", "内部", "专人")
    text = documents.agreement(parties, terms, 1)
    secret = documents.secrecy_agreement(parties, terms, 1, "abc")

    with force_locale("zh"):
        names = [str(wording.TERMS[key]) for key in FIELDS]

    assert [name for name in names if name not in text] == []
    assert [word for word in ELSEWHERE if word in text + secret] == []


def test_a_colon_of_the_pages_is_that_of_the_language(app):
    bare = re.compile(r"""(\}\}|%\}|</\w+>|visually-hidden">): """)
    pages = (paths.APP / "web" / "templates").rglob("*.html")

    assert [page.name for page in pages if bare.search(page.read_text())] == []


# What a word of the sharing says is another thing elsewhere: there a word of its own stands.
OF_SHARING = {"不予共享", "确认接收", "未办结", "已办结", "最新到达", "最早提交", "未通过"}


def test_a_word_of_the_sharing_does_not_stand_for_another_thing(app):
    told = (
        *destroying_words.STATES.values(),
        *studio_setting_words.STATE_WORDS.values(),
        *repair_words.REQUESTS.values(),
        *repair_words.KINDS.values(),
        *people_words.ACCOUNT_STATES.values(),
        *people_words.ACCOUNT_SORTS.values(),
        *people_words.UNIT_SORTS.values(),
        *people_words.RECORD_SORTS.values(),
        *catalogue_figure_words.ENTRY_SORTS.values(),
    )
    with force_locale("zh"):
        assert {str(word) for word in told} & OF_SHARING == set()
        assert str(form_difference.TYPES["number"]) == "数字"


CHOICES = {
    "give_opinion": ("position", wording.POSITIONS),
    "answer_settlement": ("outcome", {"object": wording.ANSWERS["object"]}),
    "provider_response": ("reason_code", wording.REASONS),
    "confirm_receipt": ("shortfall", wording.SHORTFALLS),
}


@pytest.mark.parametrize("form", CHOICES)
def test_what_was_chosen_is_told_in_the_words_it_was_chosen_by(app, form):
    key, words = CHOICES[form]
    offered = {one["value"]: one["label"] for one in shipped(form).fields[key].spec["values"]}

    with force_locale("zh"):
        assert {code: str(word) for code, word in words.items()} == {
            code: offered[code] for code in words
        }
