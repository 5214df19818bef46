"""Moving a case to another version of its diagrams: what the library breaks, and that we do not."""

from copy import copy
from functools import cache

import pytest
from SpiffWorkflow.bpmn.util.diff import diff_workflow, migrate_workflow
from SpiffWorkflow.util.task import TaskState

from app.workflow import engine
from app.workflow.engine import codec
from app.workflow.engine.script import Script
from tests.workflow.drawings import Drawing, shipped, with_change
from tests.workflow.engine.play import Play, answered, signed


@cache
def same() -> engine.Specs:
    """The shipped diagrams, parsed once more: equal to those at hand and no object in common."""
    return engine.parse(shipped())


def changed(name, change) -> engine.Specs:
    return engine.parse(with_change(name, change))


def box_between(before, name, after, lane="office"):
    """A box of the system drawn into the arrow from `before` to `after`."""

    def change(d: Drawing):
        d.service(name, lane, "sharing.remind")
        (arrow,) = [f for f in d.out(before) if f.get("targetRef") == after]
        d.redirect(arrow.get("id"), name)
        d.connect(name, after)

    return change


def approved(**returns) -> Play:
    return Play(returns=returns).do("unit_review", "approve")


def consulting() -> Play:
    """Two units are asked for their opinion."""
    return answered(approved(list_consulted=["U1", "U2"]), "refuse").do("accept_dispute")


def as_the_library_does(state: bytes, new: engine.Specs, name="sharing_application"):
    """The state loaded and moved by SpiffWorkflow alone."""
    flow = codec.load(state, same().by_name)
    flow.script_engine = Script(lambda operation, data: None)
    spec, called = new.of(name)
    top, parts = diff_workflow(codec._serializer()[0].registry, flow, spec, called)
    migrate_workflow(top, flow, spec)
    for number, diff in parts.items():
        part = flow.subprocesses[number]
        migrate_workflow(diff, part, called[part.spec.name])
    flow.subprocess_specs = called
    return flow


def found(flow, name):
    parts = (flow, *flow.subprocesses.values())
    return [t for p in parts for t in p.tasks.values() if t.task_spec.bpmn_id == name]


# --- The traps


def test_the_library_would_forget_whose_opinion_is_asked():
    flow = as_the_library_does(consulting().state, same())
    children = [t for t in found(flow, "give_opinion") if t.state == TaskState.READY]
    assert [t.data.get("give_opinion_unit") for t in children] == [None, None]


def test_the_library_would_start_a_running_timer_again():
    flow = codec.load(approved().state, same().by_name)
    for timer in flow.event_manager.tasks.values():
        timer._set_internal_data(event_value="2026-09-14T16:00:00+00:00")
    moved = as_the_library_does(codec.dump(flow), same())
    values = {t.internal_data["event_value"] for t in moved.event_manager.tasks.values()}
    assert values == {"9999-12-31T00:00:00+00:00"}


def test_the_library_would_leave_a_case_that_can_never_be_loaded_again():
    new = changed("application", lambda d: d.bypass("unit_review"))
    moved = as_the_library_does(Play().state, new)
    with pytest.raises(TypeError, match="not callable"):
        codec.load(codec.dump(moved), new.by_name)


# --- What moves


def test_whose_opinion_is_asked_stays_known():
    play = consulting().migrate(same())
    assert sorted(t.item for t in play.tasks) == ["U1", "U2"]
    play.do("give_opinion", item="U2").do("give_opinion", item="U1")
    assert play.open == ["propose_settlement"]


def test_a_timer_goes_on_from_where_it_was():
    flow = codec.load(approved().state, same().by_name)
    for timer in flow.event_manager.tasks.values():
        timer._set_internal_data(event_value="2999-09-14T16:00:00+00:00")
    moved = engine.migrate(same(), same(), codec.dump(flow), lambda operation, data: None)
    values = codec.load(moved.state, same().by_name).event_manager.tasks.values()
    assert {t.internal_data["event_value"] for t in values} == {"2999-09-14T16:00:00+00:00"}


def test_what_a_task_holds_stays():
    flow = codec.load(approved().state, same().by_name)
    found(flow, "provider_response")[0].data["kept"] = "as it was"
    moved = engine.migrate(same(), same(), codec.dump(flow), lambda operation, data: None)
    assert moved.data["kept"] == "as it was"


STORY = [
    ("unit_review", "return", None),
    ("revise_application", "resubmit", None),
    ("unit_review", "approve", None),
    ("provider_response", "counter", None),
    ("provider_approval", "approve", None),
    ("consider_counter", "counter", None),
    ("provider_response", "refuse", None),
    ("provider_approval", "approve", None),
    ("accept_dispute", None, None),
    ("give_opinion", None, "U2"),
    ("give_opinion", None, "U1"),
    ("propose_settlement", "settle", None),
    ("answer_settlement", "accept", "PRO"),
    ("answer_settlement", "accept", "DEM"),
    ("sign_provider", "sign", None),
    ("sign_demander", "sign", None),
    ("provide_data", "provided", None),
    ("confirm_receipt", "accept", None),
    ("file_usage", None, None),
    ("give_feedback", None, None),
    ("file_provision", None, None),
    ("answer_feedback", None, None),
]
ANSWERS = {4: "counter", 7: "refuse"}


def test_a_case_that_moves_at_every_step_goes_the_way_of_one_that_stays():
    stays, moves = (Play(returns={"list_consulted": ["U1", "U2"]}) for _ in range(2))
    for number, (name, outcome, item) in enumerate(STORY):
        for play in (stays, moves):
            play.returns["sharing.deliver_answer"] = ANSWERS.get(number, "agree")
            play.do(name, outcome, item)
        before = {t.id: t for t in moves.tasks}
        moves.migrate(same())
        assert {t.id: t for t in moves.tasks} == before
        assert moves.open == stays.open
        assert moves.snapshot.carried == stays.snapshot.carried
        assert moves.snapshot.held == stays.snapshot.held
        assert moves.snapshot.case_state == stays.snapshot.case_state
    assert moves.called == stays.called
    assert moves.snapshot.finished


def test_a_box_drawn_ahead_of_the_case_is_reached():
    extra = box_between("provider_approval", "extra", "provider_approval_outcome")
    play = approved().migrate(changed("application", extra))
    count = play.called.count("remind")
    answered(play)
    assert play.called.count("remind") == count + 1
    assert play.open == ["sign_demander", "sign_provider"]


def test_a_box_drawn_behind_the_case_is_not_visited():
    extra = box_between("unit_review", "extra", "unit_review_outcome")
    play = approved().migrate(changed("application", extra))
    assert "remind" not in answered(play).called


def test_a_box_drawn_inside_an_open_called_process_is_reached():
    extra = box_between("accept_dispute", "extra", "list_consulted")
    play = answered(approved(), "refuse").migrate(changed("mediation", extra))
    assert "remind" not in play.called
    assert "remind" in play.do("accept_dispute").called


def test_a_timer_of_a_case_that_moved_rings():
    play = approved().migrate(same()).ring("answer")
    assert play.open == ["accept_dispute"]


def test_a_timer_that_names_another_clock_rings_by_it():
    def other_clock(d: Drawing):
        timer = d["provider_response_answer"]
        next(
            e for e in timer.iter() if (e.text or "").strip() == "deadline('answer')"
        ).text = "deadline('consider')"

    play = approved().migrate(changed("application", other_clock))
    assert play.snapshot.carried == {"consider"}
    assert play.ring("answer").open == ["provider_response"]
    assert play.ring("consider").open == ["accept_dispute"]


# --- What is refused, and in which words


def reasons(play: Play, new: engine.Specs) -> list[str]:
    state = play.state
    with pytest.raises(engine.NotMigratable) as refused:
        play.migrate(new)
    assert play.state is state
    return refused.value.reasons


def renamed(box):
    def change(d: Drawing):
        for e in d.root.iter():
            for key, value in e.attrib.items():
                if value == box:
                    e.set(key, f"{box}_anew")
            if e.text == box:
                e.text = f"{box}_anew"

    return change


def test_a_case_at_a_box_that_is_gone_stays_where_it_is(app):
    (why,) = reasons(approved(), changed("application", renamed("provider_response")))[:1]
    assert why == "办件正处于“提供单位答复”，新版本没有这一步。"


def test_a_case_past_a_box_that_is_gone_moves():
    changed_name = changed("application", renamed("unit_review"))
    assert approved().migrate(changed_name).open == ["provider_response"]


def without_its_timer() -> engine.Specs:
    return changed("application", lambda d: d.remove("provider_response_answer"))


def test_a_case_at_a_box_whose_timer_is_gone_stays(app):
    assert reasons(approved(), without_its_timer()) == [
        "“提供单位答复”上所画的期限在新版本中不同。"
    ]


def test_a_case_at_a_box_that_has_a_new_timer_stays(app):
    play = Play().migrate(without_its_timer()).do("unit_review", "approve")
    assert reasons(play, same()) == ["“提供单位答复”上所画的期限在新版本中不同。"]


def test_a_case_inside_a_process_that_is_gone_stays(app):
    without = {n: xml for n, xml in shipped().items() if not n.endswith("usage.bpmn")}
    drawing = Drawing(without["sharing/application.bpmn"])
    drawing.bypass("usage")
    new = engine.parse(without | {"sharing/application.bpmn": drawing.bytes()})
    play = signed(answered(approved())).do("provide_data", "provided")
    assert reasons(play.do("confirm_receipt", "accept"), new)


def test_a_case_at_a_box_of_another_kind_stays(app):
    def a_plain_task(d: Drawing):
        box = d["unit_review"]
        box.tag = box.tag.replace("userTask", "manualTask")

    assert "本单位审核" in reasons(Play(), changed("application", a_plain_task))[0]


def test_a_case_in_one_branch_of_a_new_pair_stays_because_the_other_never_began(app):
    def a_pair(d: Drawing):
        (before,), (onward,) = d.into("answer_feedback"), d.out("answer_feedback")
        after = onward.get("targetRef")
        for gateway in ("both", "together"):
            d.add("parallelGateway", gateway, "provider")
        d.redirect(before.get("id"), "both")
        d.service("beside", "provider", "sharing.remind")
        d.connect("both", "answer_feedback")
        d.connect("both", "beside")
        d.connect("beside", "together")
        d.redirect(onward.get("id"), "together")
        d.connect("together", after)

    play = signed(answered(approved())).do("provide_data", "provided")
    play.do("confirm_receipt", "accept")
    new = changed("usage", a_pair)
    late = copy(play)
    late.do("give_feedback")
    assert "together" in reasons(late, new)[0]
    play.migrate(new).do("give_feedback").do("answer_feedback")
    assert play.open == ["file_provision", "file_usage"]


# --- What the studio needs of it


def a_step(name, before, after, lane="provider", post="sharing_officer"):
    """A step of a person drawn into the arrow from `before` to `after`."""

    def change(d: Drawing):
        d.user(name, lane, post)
        (arrow,) = [f for f in d.out(before) if f.get("targetRef") == after]
        d.redirect(arrow.get("id"), name)
        d.connect(name, after)

    return change


def into(box, name, lane="provider"):
    """A step of a person drawn right before a box, whatever leads there."""

    def change(d: Drawing):
        d.user(name, lane, "sharing_officer")
        for arrow in list(d.into(box)):
            d.redirect(arrow.get("id"), name)
        d.connect(name, box)

    return change


def test_a_step_drawn_right_before_the_open_one_is_not_asked_again():
    play = approved()
    before = [t.id for t in play.tasks]
    play.migrate(changed("application", into("provider_response", "consult_law")))
    assert ([t.id for t in play.tasks], play.open) == (before, ["provider_response"])


def test_a_step_of_a_person_drawn_ahead_opens_when_its_turn_comes():
    change = a_step("consult_law", "provider_approval", "provider_approval_outcome")
    play = approved().migrate(changed("application", change))
    play.do("provider_response", "agree").do("provider_approval", "approve")
    assert play.open == ["consult_law"]
    assert play.do("consult_law", "approve").open == ["sign_demander", "sign_provider"]


def test_a_step_drawn_behind_the_open_one_inside_a_called_process_is_not_visited():
    change = into("accept_dispute", "sort_out", lane="office")
    play = answered(approved(list_consulted=["U1", "U2"]), "refuse")
    play.migrate(changed("mediation", change))
    assert play.do("accept_dispute").open == ["give_opinion", "give_opinion"]


def test_where_two_wait_side_by_side_both_go_on_waiting():
    play = answered(approved()).migrate(changed("application", into("provision", "check")))
    assert play.open == ["sign_demander", "sign_provider"]
    assert play.do("sign_provider", "sign").open == ["sign_demander"]
    play.migrate(same())
    assert play.open == ["sign_demander"]
    assert play.do("sign_demander", "sign").open == ["provide_data"]


def test_half_of_the_opinions_given_the_rest_is_still_asked():
    play = consulting().do("give_opinion", item="U1").migrate(same())
    assert [t.item for t in play.tasks] == ["U2"]
    change = a_step("note", "accept_dispute", "list_consulted", lane="office")
    play.migrate(changed("mediation", change))
    assert play.do("give_opinion", item="U2").open == ["propose_settlement"]


def test_a_clock_that_is_held_stays_held():
    play = approved().do("provider_response", "supplement")
    held, carried = play.snapshot.held, play.snapshot.carried
    assert held
    play.migrate(same())
    assert (play.snapshot.held, play.snapshot.carried) == (held, carried)


def test_a_step_no_longer_holds_the_clock_where_the_new_version_says_so():
    play = approved().do("provider_response", "supplement")
    (clock,) = play.snapshot.held
    (step,) = play.open

    def goes_on(d: Drawing):
        d.set_property(step, "holds", None)

    play.migrate(changed("application", goes_on))
    assert clock not in play.snapshot.held


def test_nothing_of_the_program_runs_while_a_case_moves():
    def never(operation, data):
        raise AssertionError(operation)

    for play in (Play(), approved(), consulting(), answered(approved())):
        for new in (same(), changed("application", into("provision", "check"))):
            engine.migrate(play.specs, new, play.state, never)
