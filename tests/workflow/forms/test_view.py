"""How a form is drawn: languages, errors, conditions, what was typed."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from lxml import html as markup

from app.foundation import paths
from app.workflow import forms
from app.workflow.forms import FieldView, FormContext, Option
from tests.workflow.forms.samples import SHIPPED, a_form, radio, shipped
from tests.workflow.forms.test_validation import PEOPLE

ITEMS = FormContext(
    options={
        "item_options": [
            Option("点位编号", "点位编号"),
            Option("场所名称", "场所名称", note="敏感"),
        ]
    }
)


def flat(views: Iterable[FieldView]) -> Iterator[FieldView]:
    for one in views:
        yield one
        yield from flat(one.parts)


def drawn(name: str, **more: Any) -> dict[str, FieldView]:
    return {one.key: one for one in flat(forms.view(shipped(name), **more)) if one.key}


def page(fields: list[FieldView], faults: Any = ()) -> Any:
    """The form as HTML, drawn with nothing but the macros."""
    folder = FileSystemLoader(paths.APP / "web" / "templates")
    jinja = Environment(
        loader=folder,
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    jinja.globals.update(csrf_token=lambda: "token", _=jinja.globals["gettext"])
    source = '{% import "parts/form.html" as f %}{{ f.form(fields, "/1", faults, 3, "/1/draft") }}'
    text = jinja.from_string(source).render(fields=fields, faults=faults)
    return markup.fromstring(text)


def test_labels_are_chinese_and_english() -> None:
    assert drawn("unit_review")["outcome"].label == "办理结果"
    assert drawn("unit_review", locale="en")["outcome"].label == "Your decision"
    assert (
        drawn("unit_review", locale="en")["outcome"].options[0].label
        == "Approve and send to the provider"
    )


def test_the_case_can_say_what_helps() -> None:
    context = FormContext(texts={"quorum_note": "13 个单位中有 5 个提出意见，未达半数。"})

    assert drawn("record_decision", context=context)["quorum_note"].help.startswith("13 个")


def test_a_conditional_field_says_when_it_applies() -> None:
    assert "反对" in drawn("answer_settlement")["reason"].hint
    assert "退回修改" in drawn("unit_review")["comment"].required_hint


def test_a_conditional_field_brings_its_condition_for_the_browser() -> None:
    reason = drawn("answer_settlement")["reason"]

    assert reason.hide_when == 'outcome != "object"'
    assert reason.hidden
    assert not drawn("answer_settlement", values={"outcome": "object"})["reason"].hidden


def test_what_no_open_choice_leads_to_is_not_drawn() -> None:
    context = FormContext(allowed={"outcome": {"agree", "counter", "refuse"}})

    fields = drawn("provider_response", context=context)

    assert "missing" not in fields
    assert [option.value for option in fields["outcome"].options] == ["agree", "counter", "refuse"]


def test_what_was_typed_comes_before_what_the_field_held() -> None:
    context = FormContext(values={"scope": "全市", "scenario": "应急"}, options=ITEMS.options)

    fields = drawn(
        "consider_counter", values={"scope": "两区", "items": ["场所名称"]}, context=context
    )

    assert (fields["scope"].value, fields["scenario"].value) == ("两区", "应急")
    assert [option.chosen for option in fields["items"].options] == [False, True]


def test_errors_are_gathered_in_the_order_of_the_page_and_none_is_lost() -> None:
    errors = {"reason": ["理由太短"], "outcome": ["请选择"], "elsewhere": ["条件已变"]}
    views = forms.view(shipped("answer_settlement"), errors=errors)

    assert forms.summary(views, errors) == [
        ("f-outcome-0", "答复", "请选择"),
        ("f-reason", "反对的理由", "理由太短"),
        ("", "", "条件已变"),
    ]


def test_what_is_attached_stays_unless_it_is_taken_away() -> None:
    attached = FormContext(options={"attachments": [Option("1", "a.pdf"), Option("2", "b.pdf")]})

    assert [o.chosen for o in drawn("application", context=attached)["attachments"].options] == [
        True,
        True,
    ]
    kept = drawn("application", context=attached, values={"attachments": ["2"]})["attachments"]
    assert [option.chosen for option in kept.options] == [False, True]


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_is_drawn_as_html_that_works_without_a_script(path: Any, locale: str) -> None:
    form = forms.parse(path.read_bytes())
    tree = page(forms.view(form, context=ITEMS, locale=locale))

    names = set(tree.xpath("//*[self::input or self::select or self::textarea]/@name"))
    ids = tree.xpath("//@id")
    assert set(form.fields) <= names | {"resource", "consult", "substitute"}
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//label/@for")) <= set(ids)
    assert {part for told in tree.xpath("//@aria-describedby") for part in told.split()} <= set(ids)
    assert not tree.xpath("//script | //style | //@style | //@onclick")
    assert len(tree.xpath("//button[contains(@class, 'btn-primary')]")) == 1


def test_everything_that_can_be_typed_in_has_a_label() -> None:
    for path in SHIPPED:
        tree = page(forms.view(forms.parse(path.read_bytes()), context=ITEMS))
        labelled = set(tree.xpath("//label/@for"))
        typed = tree.xpath(
            "//*[(self::input and not(@type='hidden')) or self::select or self::textarea]/@id"
        )
        assert set(typed) <= labelled, path.stem


def test_the_error_summary_leads_to_the_fields() -> None:
    errors = {"outcome": ["请选择。"], "comment": ["请填写。"]}
    views = forms.view(shipped("unit_review"), errors=errors)

    tree = page(views, forms.summary(views, errors))

    assert tree.xpath("//*[@role='alert']//a/@href") == ["#f-outcome-0", "#f-comment"]
    assert tree.xpath("//textarea[@name='comment']/@aria-invalid") == ["true"]


def test_what_was_typed_is_escaped_and_kept_to_the_sign() -> None:
    typed = '\n</textarea><script>alert("x")</script> & 中'
    tree = page(forms.view(shipped("unit_review"), values={"comment": typed}))

    assert not tree.xpath("//script")
    assert tree.xpath("//textarea[@name='comment']")[0].text.endswith(typed)


def test_repeated_rows_are_drawn_with_buttons_and_their_own_conditions() -> None:
    rows = {"people": [{"name": "甲", "kind": "guest"}, {"name": "乙"}]}
    tree = page(forms.view(a_form(PEOPLE), values=rows))

    assert tree.xpath("//input[@name='people__1__name']/@value") == ["乙"]
    assert tree.xpath("//button[@name='_add']/@value") == ["people"]
    assert 'people__1__kind != "guest"' in tree.xpath("//@data-hide-when")


def test_other_kinds_are_drawn() -> None:
    form = a_form(
        {"type": "checkbox", "key": "sure"},
        {"type": "separator"},
        {
            "type": "table",
            "key": "t",
            "dataSource": "=story",
            "columns": [{"key": "who", "label": "谁"}],
        },
        {"type": "textfield", "key": "read", "readonly": True},
        radio("r", *[str(number) for number in range(12)]),
    )
    tree = page(
        forms.view(form, context=FormContext(values={"story": [{"who": "甲"}], "read": "x"}))
    )

    assert tree.xpath("//td/text()") == ["甲"]
    assert tree.xpath("//input[@name='read']/@disabled")
    assert re.search("row-cols", " ".join(tree.xpath("//div/@class")))
