"""Each of the terms has one name, in the forms, on the pages and in the agreement."""

import re
from datetime import date

import pytest
from flask_babel import force_locale

from app.domain.sharing.rules import documents
from app.domain.sharing.rules.documents import Parties
from app.domain.sharing.rules.terms import FIELDS, Values
from app.foundation import paths
from app.web import wording
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
