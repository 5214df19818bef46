"""The doors of the catalogue's matters, tried by every kind of account."""

from tests.support.matters import START
from tests.web.test_doors_by_post import EVERYBODY, KINDS, OFFICERS

# Address → who gets the page; everybody else signed in finds nothing (404).
GET = {
    "catalogue_matters.index": EVERYBODY,
    "catalogue_matters.choose": EVERYBODY,
    "catalogue_matters.start": EVERYBODY,
}
# What only a unit's sharing officer may send.
POST = {"catalogue_matters.submit", "catalogue_matters.draft"}
PLAIN = ("/catalogue/matters/", "/catalogue/matters/new")


def test_everybody_reads_the_list_and_the_choice(app, desks):
    wrong = {}
    for kind, login in KINDS.items():
        client = desks.at(login) if login else app.test_client()
        for path in PLAIN:
            status = client.get(path).status_code
            if status != (200 if login else 302):
                wrong[path, kind] = status

    assert wrong == {}


def test_the_start_of_a_process_is_read_by_all_and_sent_by_sharing_officers_alone(app, desks):
    wrong = {}
    for kind, login in KINDS.items():
        client = desks.at(login) if login else app.test_client()
        found = [
            client.get(START).status_code,
            client.post(f"{START}/draft", data={"title": "x", "_version": "0"}).status_code,
            client.post(START, data={"action": "new"}).status_code,
        ]
        sends = [200, 422] if kind in OFFICERS else [403, 403]
        due = [302, 302, 302] if login is None else [200, *sends]
        if found != due:
            wrong[kind] = (found, due)

    assert wrong == {}


def test_a_process_of_another_room_or_none_is_not_begun_here(desks):
    officer = desks.at("gsj_share")

    for process in ("sharing_application", "catalogue_nothing", "x"):
        assert officer.get(f"/catalogue/matters/new/{process}").status_code == 404
        assert officer.post(f"/catalogue/matters/new/{process}").status_code == 404
