"""What cannot run is told element by element, for each of the five tools."""

import pytest

from app.workflow import parties
from app.workflow.studio.foreign.conditions import suggested
from app.workflow.studio.foreign.findings import findings
from app.workflow.studio.foreign.hints import Ours
from app.workflow.studio.foreign.reading import read_foreign
from app.workflow.studio.foreign.tools import name_of

OURS = Ours(
    posts={"unit_approver": "Head", "sharing_officer": "Sharing officer"},
    operations=frozenset({"sharing.book_leave"}),
    processes=frozenset({"visit_inner_known"}),
    parties=frozenset(parties.POSTS),
)


def found(content):
    return {(f.element, f.what): f for f in findings(read_foreign(content), OURS)}


@pytest.mark.parametrize(
    ("file", "tool"),
    [
        ("camunda7", "Camunda 7"),
        ("camunda8", "Camunda 8"),
        ("signavio", "SAP Signavio"),
        ("flowable", "Flowable"),
        ("spiffarena", "SpiffArena"),
        ("everything", "Acme Draw & Co"),
    ],
)
def test_the_tool_is_recognised(example, file, tool):
    assert name_of(read_foreign(example(file))) == tool


@pytest.mark.parametrize(
    ("file", "element", "what", "why"),
    [
        ("camunda7", "count", "script task", "never run"),
        ("camunda7", "late", "timer", "P3D"),
        ("camunda7", "remind", "send task", "no messages"),
        ("camunda7", "review", "user task", "no form and no post"),
        ("camunda7", "book", "service task", "no operation"),
        ("camunda7", "leave_request", "process", "no lanes"),
        ("camunda8", "rate", "business rule task", "not run"),
        ("camunda8", "each", "sub-process", "inside a box"),
        ("camunda8", "order_in", "start", "message"),
        ("camunda8", "Flow_order", "message flow", "no messages"),
        ("camunda8", "Lane_back", "lane", "no party"),
        ("camunda8", "f4", "arrow", "order.total"),
        ("signavio", "sid-proc1", "process", "one process"),
        ("signavio", "sid-t1", "task", "who does it"),
        ("signavio", "sid-do1", "data object", "tables"),
        ("flowable", "fork", "inclusive gateway", "how many ways"),
        ("flowable", "decide", "user task", "several times"),
        ("flowable", "sub", "call activity", "visit_inner"),
        ("flowable", "upset", "event sub-process", "inside a box"),
        ("spiffarena", "Script_1", "script task", "never run"),
        ("spiffarena", "Http_1", "service task", "http/GetRequest"),
        ("spiffarena", "Show_1", "loop", "repeated"),
        ("spiffarena", "Tell_1", "intermediate event", "hear"),
        ("spiffarena", "StoreRef_1", "data store", "tables"),
        ("everything", "b_comp", "event on a task", "compensation"),
        ("everything", "end_sig", "end", "signal"),
        ("everything", "choreo", "choreography", "agreed"),
        ("everything", "start_multi", "start", "Several events"),
        ("everything", "cplx", "complex gateway", "not know"),
    ],
)
def test_why_an_element_does_not_run(example, file, element, what, why):
    assert why in found(example(file))[element, what].why


@pytest.mark.parametrize(
    ("file", "element", "what", "suggestion"),
    [
        ("camunda7", "review", "user task", "unit_approver"),
        ("camunda7", "review", "user task", "names a clock"),
        ("camunda7", "book", "service task", "sharing.book_leave"),
        ("camunda8", "check", "user task", "sharing_officer"),
        ("flowable", "begin", "start", "form of the same name"),
        ("spiffarena", "Ask_1", "user task", "form of the same name"),
        ("spiffarena", "Ask_1", "user task", "never run"),
    ],
)
def test_what_the_file_says_points_to_a_setting_of_ours(example, file, element, what, suggestion):
    said = found(example(file))[element, what].said

    assert any(suggestion in one.suggestion for one in said), said


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${approved}", "approved"),
        ("#{fits == 'yes'}", "fits == 'yes'"),
        ("${a == true && !b}", "a == True and not b"),
        ('=state = "a=b" and n >= 3', 'state == "a=b" and n >= 3'),
        ("${execution.getVariable('x')}", ""),
        ("${''.getClass().forName('java.lang.Runtime')}", ""),
        ("__import__('os')", ""),
        ("${" + "(" * 5000 + "}", ""),
    ],
)
def test_a_condition_is_rewritten_only_where_it_says_no_more_than_ours(theirs, ours):
    assert suggested(theirs) == ours
