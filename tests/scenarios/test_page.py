"""A form is filled in as a browser would, whatever its controls are."""

import pytest

from app.scenarios.page import Page

FORM = """
<form method="get" action="/search"><input name="q"></form>
<form method="post" action="">
  <input type="hidden" name="csrf_token" value="t0ken">
  <input type="hidden" name="version" value="3">
  <input name="title" value="old">
  <textarea name="note">
first
second</textarea>
  <input type="radio" name="outcome" value="agree">
  <input type="radio" name="outcome" value="refuse" checked>
  <input type="radio" name="purpose_met" value="yes">
  <input type="radio" name="purpose_met" value="no">
  <input type="checkbox" name="items" value="a" checked>
  <input type="checkbox" name="items" value="b">
  <textarea name="missing"></textarea>
  <input type="checkbox" name="consult" value="BMJ"><textarea name="consult"></textarea>
  <input type="hidden" name="urgent" value="no"><input type="checkbox" name="urgent" value="yes">
  <select name="reason_code"><option value="">-</option><option value="law">l</option></select>
  <select name="many" multiple>
    <option selected>x</option><option selected>y</option><option>z</option></select>
  <input name="gone" value="1" disabled><input type="file" name="papers">
  <button name="_draft">Save</button>
</form>"""


def page(body: str = FORM, status: int = 200) -> Page:
    return Page(
        status, "/tasks/7", f"<html><head><title>T</title></head><body>{body}</body></html>"
    )


def sent(**answers) -> list[tuple[str, str]]:
    return page().form().filled(answers)


def test_untouched_fields_are_sent_as_they_stand():
    assert sent() == [
        ("csrf_token", "t0ken"),
        ("version", "3"),
        ("title", "old"),
        ("note", "first\nsecond"),
        ("outcome", "refuse"),
        ("items", "a"),
        ("missing", ""),
        ("consult", ""),
        ("urgent", "no"),
        ("reason_code", ""),
        ("many", "x"),
        ("many", "y"),
    ]


@pytest.mark.parametrize(
    ("name", "answer", "pairs"),
    [
        ("title", "new", ["new"]),
        ("title", None, [""]),
        ("outcome", "agree", ["agree"]),
        ("outcome", "no_such", ["no_such"]),
        ("outcome", None, []),
        ("purpose_met", True, ["yes"]),
        ("purpose_met", False, ["no"]),
        ("items", ["b"], ["b"]),
        ("items", ["a", "b", "c"], ["a", "b", "c"]),
        ("items", [], []),
        ("missing", ["one", "two"], ["one\ntwo"]),
        ("consult", ["BMJ", "FZB"], ["BMJ", "FZB"]),
        ("urgent", True, ["no", "yes"]),
        ("urgent", False, ["no"]),
        ("reason_code", "law", ["law"]),
        ("many", ["z"], ["z"]),
    ],
)
def test_an_answer_replaces_what_stood_there(name, answer, pairs):
    assert [value for key, value in sent(**{name: answer}) if key == name] == pairs


def test_a_field_that_the_page_does_not_have_is_sent_by_hand():
    assert ("surprise", "x") in sent(surprise="x")


def test_only_the_form_of_the_page_itself_is_filled_in():
    assert page('<form method="post" action="/sign-out"></form>').form() is None


def test_refused_fields_are_read_from_the_summary_and_beside_the_fields():
    body = """<ul><li><a href="#f-reason">r</a><li><a href="#f-items-0">i</a></ul>
              <p id="f-conditions-error">no</p><a href="#h-form">x</a>"""

    assert page(body, 422).refused_fields() == ["conditions", "items", "reason"]


def test_the_token_is_found_in_a_form_or_in_the_head():
    assert page().token() == "t0ken"
    assert page('<meta name="csrf-token" content="m">').token() == "m"
