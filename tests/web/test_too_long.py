"""More text than a form takes, or a draft keeps: the field says so, and nothing is gone."""

import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.workflow.models import Draft
from tests.support.desks import cases

LONG = "长" * 300_000
REFUSAL = {"outcome": "refuse", "reason_code": "law", "legal_basis": "《统计法》第九条"}


@pytest.fixture
def asked(desks):
    """The address of a task of its provider."""
    return f"/tasks/{desks.ask().id}"


@pytest.mark.parametrize("text", [LONG, "a" * 3_000_000], ids=["300,000 signs", "3 MB"])
def test_a_text_that_is_far_too_long_is_refused_on_its_field_and_shown_again(desks, asked, text):
    answer = desks.at("gsj_share").post(asked, data=REFUSAL | {"reason": text})

    assert answer.status_code == 422
    assert 'href="#f-reason"' in answer.text
    assert "最多 2000 个字" in answer.text
    assert text in answer.text
    assert "草稿只保存了一部分" in answer.text


def test_an_application_that_is_far_too_long_is_refused_on_its_field_and_shown_again(desks):
    answer = desks.send("jtw_share", scenario=LONG)

    assert answer.status_code == 422
    assert 'href="#f-scenario"' in answer.text
    assert LONG in answer.text
    assert cases() == []


def test_what_is_too_large_for_a_draft_is_kept_in_part_with_every_other_field(desks, asked):
    desks.at("gsj_share").post(asked, data=REFUSAL | {"reason": LONG})

    page = desks.at("gsj_share").get(asked).text

    assert "《统计法》第九条" in page
    assert "长" * 2_000 in page
    kept = db.session.scalars(select(Draft)).one().data
    assert len(kept["reason"]) < len(LONG)


def test_the_page_is_told_that_a_draft_was_kept_in_part(desks, asked):
    saved = desks.at("gsj_share").post(f"{asked}/draft", data=REFUSAL | {"reason": LONG})

    assert saved.status_code == 200
    assert "草稿只保存了一部分" in saved.json["message"]


def test_the_button_that_saves_a_draft_takes_nothing_off_the_page(desks, asked):
    saved = desks.at("gsj_share").post(asked, data=REFUSAL | {"reason": LONG, "_draft": "1"})

    assert saved.status_code == 422
    assert LONG in saved.text
    assert "草稿只保存了一部分" in saved.text


def test_so_many_entries_that_none_would_fit_are_no_error_of_ours(desks, asked):
    answer = desks.at("gsj_share").post(
        asked, data=REFUSAL | {"reason": "略", "items": ["长" * 30] * 15_000}
    )

    assert answer.status_code in (302, 422)
