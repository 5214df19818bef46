"""The traps of SpiffWorkflow 3.2.0 that the house avoids, each seen to bite without its remedy."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import orjson
import pytest
import zstandard
from sqlalchemy import LargeBinary

from app.foundation.errors import Conflict
from app.workflow import engine
from app.workflow.engine import codec, machine, script
from app.workflow.models import ProcessInstance
from tests.workflow import drawings
from tests.workflow.engine.play import Play, answered, shipped, signed


def restored(state: bytes, *, keys_sorted: bool) -> list[dict]:
    """The data of a state's tasks as loaded again, perhaps by way of a store that sorts keys."""
    written = orjson.loads(zstandard.ZstdDecompressor().decompress(state[1:]))
    option = orjson.OPT_SORT_KEYS if keys_sorted else 0
    packed = zstandard.ZstdCompressor().compress(orjson.dumps(written, option=option))
    flow = codec.load(codec.FORMAT + packed, shipped().by_name)
    return sorted((str(t.id), t.data) for t in flow.tasks.values())


def test_a_store_that_sorts_keys_would_lose_process_data():
    states = [answered(Play().do("unit_review", "approve"), "counter").state for _ in range(10)]
    assert any(restored(s, keys_sorted=True) != restored(s, keys_sorted=False) for s in states)


def test_the_state_is_therefore_stored_as_bytes():
    assert isinstance(ProcessInstance.__table__.c.state.type, LargeBinary)


def test_a_datetime_in_task_data_can_be_stored():
    flow = codec.load(Play().state, shipped().by_name)
    task = next(t for t in flow.get_tasks() if t.task_spec.bpmn_id == "unit_review")
    task.data["seen_at"] = datetime(2026, 8, 31, tzinfo=UTC)

    loaded = codec.load(codec.dump(flow), shipped().by_name)

    assert loaded.get_task_from_id(task.id).data["seen_at"] == datetime(2026, 8, 31, tzinfo=UTC)


def test_specs_are_the_cached_objects_and_not_stored():
    play = Play()
    flow = codec.load(play.state, shipped().by_name)
    assert flow.spec is shipped().by_name["sharing_application"]
    assert len(play.state) < 3000


def test_an_error_in_a_service_task_reaches_the_caller_as_itself():
    play = Play(returns={"application_filing": Conflict("already filed")})
    with pytest.raises(Conflict, match="already filed"):
        play.do("unit_review", "approve")


def test_a_task_is_run_once():
    play = Play()
    first = play.tasks[0].id
    play.do("unit_review", "approve")
    with pytest.raises(engine.NotOpen):
        engine.complete(shipped(), play.state, first, "approve", play.dispatch)


def test_a_task_that_is_still_to_come_cannot_be_run():
    play = Play()
    flow = codec.load(play.state, shipped().by_name)
    later = next(t for t in flow.get_tasks() if t.task_spec.bpmn_id == "unit_review_outcome")
    with pytest.raises(engine.NotOpen):
        engine.complete(shipped(), play.state, str(later.id), None, play.dispatch)


def test_an_unknown_task_id_is_not_open():
    play = Play()
    with pytest.raises(engine.NotOpen):
        engine.complete(
            shipped(), play.state, "00000000-0000-0000-0000-000000000000", None, play.dispatch
        )


@pytest.mark.parametrize("result", [{"typename": "UUID"}, [{"a": [{"typename": "x"}]}]])
def test_a_result_with_the_key_typename_is_refused(result):
    play = Play(returns={"application_filing": result})
    with pytest.raises(ValueError, match="typename"):
        play.do("unit_review", "approve")


@pytest.mark.parametrize("name", ["typename", "case", "outcome"])
def test_a_result_that_would_brick_the_case_is_refused_before_it_is_written(name):
    def written_as(d: drawings.Drawing):
        operator = next(d["application_filing"].iter(f"{drawings.SPIFF}serviceTaskOperator"))
        operator.set("resultVariable", name)

    play = Play(specs=engine.parse(drawings.with_change("application", written_as)))
    before = play.state
    with pytest.raises(ValueError, match=name):
        play.do("unit_review", "approve")
    assert play.state == before
    assert "application_filing" not in play.called


def test_a_case_does_not_start_with_the_key_typename():
    with pytest.raises(ValueError, match="typename"):
        Play(typename="zzz")


def test_the_key_typename_would_make_the_case_unloadable():
    flow = codec.load(Play().state, shipped().by_name)
    next(iter(flow.get_tasks(manual=True))).data["x"] = {"typename": "zzz"}
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, the case is lost
        codec.load(codec.dump(flow), shipped().by_name)


def test_two_mediations_with_opinions_run_in_one_case():
    play = Play(returns={"list_consulted": ["U1", "U2"], "announce_decision": "renegotiate"})
    play.do("unit_review", "approve")
    for _ in range(2):
        answered(play, "refuse").do("accept_dispute")
        assert play.open == ["give_opinion", "give_opinion"]
        play.do("give_opinion", item="U2").do("give_opinion", item="U1")
        play.do("propose_settlement", "refer").do("prepare_agenda")
        play.do("cast_vote", "approve", "M1").do("cast_vote", "reject", "M2")
        play.do("record_decision", "renegotiate")
    assert play.open == ["provider_response"]


def test_a_multi_instance_task_leaves_nothing_in_the_process_data():
    play = Play(returns={"list_consulted": ["U1", "U2"]}).do("unit_review", "approve")
    answered(play, "refuse").do("accept_dispute")
    play.do("give_opinion", "provide", "U1").do("give_opinion", "refuse", "U2")
    assert "give_opinion_unit" not in play.snapshot.data
    assert play.snapshot.data.get("outcome") not in ("provide", "refuse")


def test_opinions_count_in_a_server_that_was_not_running_when_they_were_asked():
    play = Play(returns={"list_consulted": ["U1", "U2"]}).do("unit_review", "approve")
    answered(play, "refuse").do("accept_dispute")
    play.specs = engine.parse(drawings.shipped())  # as after a restart, or on another machine
    play.do("give_opinion", item="U1").do("give_opinion", item="U2")
    assert play.open == ["propose_settlement"]


def test_no_timer_rings_by_the_machines_clock():
    play = Play().do("unit_review", "approve")
    flow = codec.load(play.state, shipped().by_name)
    values = {t.internal_data.get("event_value") for t in flow.event_manager.tasks.values()}
    assert values == {"9999-12-31T00:00:00+00:00"}


def test_only_the_clock_that_ran_out_rings():
    play = answered(Play().do("unit_review", "approve"))
    play.ring("sign")
    assert play.open == ["sign_demander", "sign_provider"]
    assert play.called.count("remind") == 2


def test_clocks_that_run_out_together_ring_together_the_inner_ones_first():
    play = answered(Play().do("unit_review", "approve")).ring("sign", "provide")
    assert play.called.count("remind") == 2
    assert play.called.count("escalate_non_delivery") == 1
    assert play.open == ["accept_dispute"]


def test_a_clock_lives_on_after_its_reminder_went_out():
    play = answered(Play().do("unit_review", "approve"), "refuse").ring("mediate")
    assert "mediate" in play.snapshot.carried
    play.ring("mediate").do("accept_dispute").ring()
    assert play.called.count("remind") == 1


def test_history_is_cut_in_the_top_process():
    play = Play().do("unit_review", "approve")
    for _ in range(60):
        answered(play, "counter").do("consider_counter", "counter")
    assert play.largest < 80
    assert play.longest < 4000


def test_without_pruning_the_history_would_grow(monkeypatch):
    monkeypatch.setattr(machine, "prune", lambda flow: None)
    play = Play().do("unit_review", "approve")
    for _ in range(15):
        answered(play, "counter").do("consider_counter", "counter")
    assert play.largest > 150


def test_a_reminder_that_went_out_does_not_hold_on_to_the_history_after_it():
    play = signed(answered(Play(returns={"draw_up_agreement": True}).do("unit_review", "approve")))
    play.ring("sign_secrecy")
    for _ in range(20):
        play.do("sign_secrecy_provider").do("sign_secrecy_demander").do("file_secrecy", "return")
    assert play.snapshot.tree_size < 80


def test_a_returned_signature_cancels_the_other_in_both_orders():
    for first, second in (("demander", "provider"), ("provider", "demander")):
        play = answered(Play().do("unit_review", "approve"))
        play.do(f"sign_{first}", "return")
        assert play.open == ["consider_counter"], second


def test_nothing_of_a_called_process_comes_up_but_its_declared_output():
    play = signed(answered(Play().do("unit_review", "approve")))
    play.do("provide_data", "provided").do("confirm_receipt", "accept")
    assert play.open == ["file_provision", "file_usage", "give_feedback"]
    flow = codec.load(play.state, shipped().by_name)
    call = next(t for t in flow.tasks.values() if t.task_spec.bpmn_id == "usage")
    assert not {"deficiencies", "secrecy_required", "voters"} & set(call.data)


def test_the_way_to_a_join_that_still_waits_has_been_taken():
    play = signed(answered(Play().do("unit_review", "approve")))
    play.do("provide_data", "provided").do("confirm_receipt", "accept")
    play.do("file_usage").do("file_provision")
    assert "sharing_usage/returns_checked_to_usage_in" in play.snapshot.passed
    assert "sharing_usage/usage_in" not in play.snapshot.passed


def test_the_empty_results_of_service_tasks_are_dropped():
    play = Play().do("unit_review", "approve")
    assert not [key for key in play.snapshot.data if key.startswith("spiff__")]


def test_an_endless_circle_of_service_tasks_is_stopped(monkeypatch):
    play = Play().do("unit_review", "approve")
    monkeypatch.setattr(machine, "MOST_STEPS", 3)
    with pytest.raises(engine.Runaway):
        answered(play, "agree")


def test_a_case_that_outgrows_the_engine_is_stopped(monkeypatch):
    play = Play().do("unit_review", "approve")
    monkeypatch.setattr(machine, "LARGEST_TREE", 5)
    with pytest.raises(engine.Runaway):
        answered(play, "counter")


def test_each_thread_packs_with_tools_of_its_own():
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(codec._serializer).result()
    assert not set(map(id, theirs)) & set(map(id, codec._serializer()))


def test_the_state_that_an_inner_task_names_wins_over_that_of_its_call():
    def named(d):
        d.set_property("sign_provider", "state", "inner")

    specs = engine.parse(drawings.with_change("agreement", named))
    play = answered(Play(specs=specs).do("unit_review", "approve"))
    assert play.snapshot.case_state == "inner"
    assert play.do("sign_provider", "sign").snapshot.case_state == "signing"


def test_scripts_of_a_diagram_do_not_run():
    with pytest.raises(ValueError, match="Scripts"):
        script.Environment().execute("x = 1", {})


def test_the_engine_does_not_log_what_people_typed():
    for name in ("spiff", "spiff.task", "spiff.workflow"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


def test_states_written_by_another_format_are_refused():
    with pytest.raises(ValueError, match="another version"):
        codec.load(b"\x02" + Play().state[1:], shipped().by_name)
