"""The forms in `forms/`: complete, in both languages, and as the contract names their fields."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.workflow import forms
from tests.workflow.forms.samples import SHIPPED, refused, shipped

CHINESE = re.compile("[\u4e00-\u9fff]")
APPLICATION = "items basis scenario scope mode valid_until urgency necessity safeguards attachments"
TERMS = "items scope scenario mode valid_until conditions"
# docs: the contract's tables; the outcomes behind the colon
CONTRACT = {
    "application": f"resource {APPLICATION}",
    "unit_review": "comment : approve return",
    "revise_application": f"{APPLICATION} : resubmit withdraw",
    "provider_response": f"{TERMS} missing reason_code reason legal_basis"
    " : agree counter supplement extend refuse",
    "provider_approval": "comment : approve return",
    "review_extension": "days comment : grant deny",
    "supplement_application": f"{APPLICATION} : resubmit withdraw",
    "consider_counter": f"{TERMS} : accept counter withdraw",
    "explain_default": "reason_code reason remedy",
    "accept_dispute": "responsibility consult note",
    "give_opinion": "position opinion",
    "propose_settlement": f"{TERMS} substitute provide_by grounds criteria : settle uphold refer",
    "answer_settlement": "reason : accept object",
    "prepare_agenda": "title summary options meeting_date papers",
    "cast_vote": "comment : approve reject abstain",
    "record_decision": f"{TERMS} execute_by resolution override_reason quorum_note"
    " : provide refuse renegotiate",
    "sign_demander": "reason : sign return",
    "sign_provider": "reason : sign return",
    "sign_secrecy_demander": ": sign",
    "sign_secrecy_provider": ": sign",
    "file_secrecy": "reason : file return",
    "provide_data": "delivered_items access note reason_code reason remedy : provided unable",
    "confirm_receipt": "shortfall reason : accept deficient",
    "file_provision": "period deliveries volume note",
    "file_usage": "period deliveries volume purpose_met users storage incidents note",
    "review_mismatch": "comment",
    "give_feedback": "score benefit suggestion",
    "answer_feedback": "reply",
}
# What is missing when an outcome is sent alone: everything the contract does not call optional.
REQUIRED = {
    "application": "resource items basis scenario scope mode valid_until",
    "unit_review return": "comment",
    "revise_application resubmit": "items basis scenario scope mode valid_until",
    "supplement_application resubmit": "items basis scenario scope mode valid_until",
    "provider_response supplement": "missing",
    "provider_response extend": "reason",
    "provider_response refuse": "reason_code reason legal_basis",
    "provider_approval return": "comment",
    "explain_default": "reason_code reason remedy",
    "accept_dispute": "responsibility",
    "give_opinion": "position opinion",
    "propose_settlement uphold": "grounds",
    "propose_settlement refer": "criteria grounds",
    "answer_settlement object": "reason",
    "prepare_agenda": "title summary options meeting_date",
    "record_decision provide": "execute_by resolution",
    "record_decision refuse": "resolution",
    "record_decision renegotiate": "resolution",
    "sign_demander return": "reason",
    "sign_provider return": "reason",
    "file_secrecy return": "reason",
    "provide_data provided": "delivered_items access",
    "provide_data unable": "reason_code reason remedy",
    "confirm_receipt deficient": "shortfall reason",
    "file_provision": "period deliveries volume",
    "file_usage": "period deliveries volume purpose_met users storage incidents",
    "give_feedback": "score",
    "answer_feedback": "reply",
}  # fmt: skip


def components(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from components(part.get("components", []))


@pytest.fixture(params=SHIPPED, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_nothing_is_wrong_with_it(path: Path) -> None:
    assert forms.check_form(path.read_bytes()) == []


def test_it_goes_by_the_name_of_its_file(path: Path) -> None:
    assert forms.parse(path.read_bytes()).id == path.stem


def test_every_text_is_in_both_languages(path: Path) -> None:
    for part in components(json.loads(path.read_bytes())["components"]):
        told = part.get("properties", {})
        for chinese, english in (
            ("label", "label_en"),
            ("description", "description_en"),
            ("text", "text_en"),
        ):
            if part.get(chinese):
                assert told.get(english), f"{part['id']}: {english}"
                assert not CHINESE.search(told[english]), part["id"]
        values = {option["value"] for option in part.get("values", [])}
        assert set(told.get("options_en", {})) == values, part["id"]


@pytest.mark.parametrize("name", CONTRACT)
def test_it_has_the_fields_and_outcomes_of_the_contract(name: str) -> None:
    keys, _colon, outcomes = CONTRACT[name].partition(":")
    form = shipped(name)
    choice = form.fields.get("outcome")
    offered = [option.value for option in choice.options] if choice else []

    assert set(form.fields) - {"outcome"} == set(keys.split())
    assert offered == outcomes.split()


def every_outcome() -> Iterator[str]:
    for name, fields in CONTRACT.items():
        outcomes = fields.partition(":")[2].split()
        yield from (f"{name} {outcome}" for outcome in outcomes) if outcomes else [name]


@pytest.mark.parametrize("answer", list(every_outcome()))
def test_it_requires_what_the_contract_requires_and_no_more(answer: str) -> None:
    name, _space, outcome = answer.partition(" ")

    faults = refused(shipped(name), {"outcome": outcome} if outcome else {})

    assert set(faults) == set(REQUIRED.get(answer, "").split())


def test_there_is_a_form_for_each_step_of_the_contract() -> None:
    assert {path.stem for path in SHIPPED if path.parent.name == "sharing"} == set(CONTRACT)


@pytest.mark.parametrize(
    "name", [name for name, fields in CONTRACT.items() if "reason_code" in fields]
)
def test_a_ground_is_one_of_six(name: str) -> None:
    grounds = [option.value for option in shipped(name).fields["reason_code"].options]

    assert grounds == ["law", "secrecy", "security", "privacy", "not_held", "other"]


def test_it_says_how_long_a_check_takes() -> None:
    form = shipped("provider_response")
    answer = {
        "outcome": "refuse",
        "reason_code": "security",
        "reason": "范围过大",
        "legal_basis": "职责规定",
    }
    forms.validate(form, answer)

    began = time.process_time()
    for _round in range(500):
        forms.validate(form, answer)

    print(
        f"validate(provider_response): {(time.process_time() - began) * 2:.3f} ms CPU"
    )  # aim: 0.3
