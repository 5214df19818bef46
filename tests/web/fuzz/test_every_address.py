"""Whatever is sent to any address, by anybody: never a fault of ours, never without an end.

`make fuzz` asks for as long as one likes (FUZZ=20000 requests, with other dice each time; the seed
is printed and repeats them); here only a few of each kind, always the same.
"""

import os
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.support.rehearsal import Rehearsal
from tests.web import every_door
from tests.web.fuzz import requests

REQUESTS = int(os.environ.get("FUZZ", "500"))
SEED = int(os.environ.get("SEED", "20260831"))
MOST_SECONDS = 5.0  # of computing, for one request
LARGEST = 20 * 1024 * 1024
WHO = [
    None, "jtw_share", "gsj_share", "gsj_head", "xxb_escal", "xxb_cat", "xxb_proc", "xxb_sys",
    "ldxz_sec", "xxb_audit",
]  # fmt: skip
# Who gets furthest at the addresses of a room.
AT_HOME = {
    "/studio": "xxb_proc", "/people": "xxb_sys", "/group": "ldxz_sec", "/desk": "xxb_escal",
    "/catalogue/synonyms": "xxb_cat", "/catalogue/transfer": "xxb_cat", "/demands": "xxb_cat",
    "/portal/grants": "xxb_cat", "/supervision": "xxb_escal", "/paper": "xxb_escal",
    "/catalogue/matters": "gsj_share", "/applications": "jtw_share", "/tasks": "gsj_share",
    "/cases": "xxb_escal", "/disputes": "xxb_escal", "/account": "gsj_head",
}  # fmt: skip


def host(rule):
    """The account that is at home at an address; any other knocks now and then."""
    return next((who for room, who in AT_HOME.items() if rule.startswith(room)), "gsj_share")


def faults_of(answer, seconds):
    """What an answer must not be."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    body = answer.get_data()
    if b"Traceback (most recent" in body or b"psycopg" in body or b"SELECT " in body:
        yield "shows its inside"
    if len(body) > LARGEST:
        yield f"answers with {len(body)} bytes"
    if seconds > MOST_SECONDS:
        yield f"takes {seconds:.1f} s"


def test_nothing_that_is_sent_is_a_fault_of_ours(app, sign_in, database_url, things):
    rehearsal = Rehearsal(database_url, PROPAGATE_EXCEPTIONS=False, UPLOAD_MAX_BYTES=1 << 20)
    clients = {
        login: rehearsal.client(sign_in(every_door.account(login)) if login else None)
        for login in WHO
    }
    rules = requests.addresses(rehearsal.app.url_map)
    known, found = requests.names(), {}

    def ask(asked, login):
        began = time.process_time()
        answer = rehearsal.ask(clients[login], asked.path, method=asked.method, **asked.how)
        for fault in faults_of(answer, time.process_time() - began):
            found.setdefault((asked.rule, asked.method, fault), (login, asked))

    @settings(
        max_examples=REQUESTS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @seed(SEED)
    @given(requests.of_any(rules, things, known), st.sampled_from([*WHO, *["at home"] * 20]))
    def anything(asked, login):
        ask(asked, host(asked.rule) if login == "at home" else login)

    anything()
    rehearsal.close()
    assert found == {}, f"SEED={SEED}: " + "\n".join(f"{k}: {v}" for k, v in found.items())
