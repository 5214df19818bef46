"""Every door of the leading group's pages, tried by every kind of account."""

import pytest
from sqlalchemy import func, select

from app.domain.meetings.models import Matter, Meeting, Member, Proxy, Recusal, Resolution
from app.domain.meetings.services import agenda, resolutions, sittings
from app.foundation.database import db, transaction
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account, AccountPost
from tests.domain.meetings import group
from tests.domain.meetings.group import FRIDAY, SECRETARY, as_
from tests.support.people import account as known

KINDS = {
    "anonymous": None,
    "secretary": "ldxz_sec",
    "chair": "ldxz_chair1",
    "member": "fgw_head",
    "party": "gsj_head",
    "proxy": "czj_share",
    "office": "xxb_escal",
    "auditor": "xxb_audit",
    "outsider_head": "hbj_head",
    "outsider": "hbj_share",
    "demander": "wsj_share",
    "sysadmin": "xxb_sys",
}
HEADS = {"member", "party", "outsider_head"}
EVERYWHERE = {"secretary", "chair", "office", "auditor"}
READERS = EVERYWHERE | {"member", "party", "proxy"}
INSIDE = READERS | {"outsider_head"}
# 市工商局 is a member here and the provider of the dispute: of that matter it reads the case only.
FILE = READERS - {"party"}

GET = {
    "meetings.index": INSIDE,
    "meetings.new": {"secretary"},
    "meetings.show": READERS,
    "meetings.agenda_rows": READERS,
    "meetings.members.index": INSIDE,
    "meetings.matters.show": FILE,
    "meetings.matters.tally": FILE,
    "meetings.resolutions.index": INSIDE,
    "meetings.minutes.show": {"secretary"},
}
# Who may do it; what others get who may read the page (403), what those get who may not (404).
SECRETARYS = {
    "meetings.plan", "meetings.change", "meetings.cancel", "meetings.call", "meetings.attendance",
    "meetings.order", "meetings.add_matter", "meetings.grant", "meetings.revoke",
    "meetings.members.add", "meetings.members.end", "meetings.members.correct",
    "meetings.matters.resolve", "meetings.matters.conclude", "meetings.matters.remove",
    "meetings.resolutions.confirm", "meetings.resolutions.send_back", "meetings.resolutions.drop",
    "meetings.minutes.save", "meetings.minutes.submit",
}  # fmt: skip
CHAIRS = {"meetings.minutes.sign", "meetings.minutes.send_back"}
OWN = {"meetings.matters.vote", "meetings.matters.recuse", "meetings.resolutions.report"}
TABLES = (Meeting, Matter, Member, Proxy, Recusal, Resolution)


@pytest.fixture
def numbers(app):
    """A meeting with a dispute of a member, another matter with a resolution, and a proxy."""
    with as_(SECRETARY) as account:
        today = group.MONDAY
        group.seats.add(
            account.unit_id, "member", unit="GSJ", login="", post="局长岗", from_on=today, note=""
        )
    case = group.a_matter()
    proxy = group.grant("CZJ", "czj_share")
    meeting = group.meetings()[0].id
    with as_(SECRETARY) as account:
        other = agenda.add_other(sittings.locked(meeting, account.unit_id), "其他事项", "摘要")
        unit = people.unit_by_code("GAJ").id
        duty = resolutions.assign(
            other, text="编目", unit_id=unit, due_on=FRIDAY, by_id=account.id
        ).id
    return {
        "meeting_id": meeting,
        "matter_id": group.matter(case).id,
        "proxy_id": proxy,
        "resolution_id": duty,
        "member_id": db.session.scalars(select(Member.id)).first(),
    }


def addresses(app, numbers, method):
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint, {name: numbers[name] for name in rule.arguments}, method=method
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("meetings.") and method in rule.methods
    }


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def test_every_page_has_its_line_in_the_tables(app, numbers):
    assert set(addresses(app, numbers, "GET")) == set(GET)
    assert set(addresses(app, numbers, "POST")) == SECRETARYS | CHAIRS | OWN


def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(app, desks, numbers):
    wrong = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, "GET").items():
            status = client.get(path).status_code
            due = 302 if kind == "anonymous" else 200 if kind in GET[endpoint] else 404
            if endpoint == "meetings.new" and kind in INSIDE - {"secretary"}:
                due = 403
            if status != due:
                wrong[endpoint, kind] = (status, due)

    assert wrong == {}


def test_who_may_not_do_it_changes_nothing(app, desks, numbers):
    def state():
        db.session.expire_all()
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in TABLES]
        return [*counts, db.session.get_one(Meeting, numbers["meeting_id"]).version]

    before, wrong = state(), {}
    for kind in sorted(set(KINDS) - {"secretary"}):
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, "POST").items():
            if endpoint in CHAIRS and kind == "chair":
                continue  # there are no minutes yet
            status = client.post(path, data={"outcome": "", "version": ""}).status_code
            allowed = {302} if kind == "anonymous" else {403, 404, 422}
            if status not in allowed:
                wrong[endpoint, kind] = status

    assert wrong == {}
    assert state() == before


def test_a_party_finds_its_own_matter_on_the_agenda_and_not_how_the_votes_go(app, desks, numbers):
    page = desks.at("gsj_head").get(f"/group/meetings/{numbers['meeting_id']}").text

    assert group.AGENDA["title"] in page
    assert f"/group/matters/{numbers['matter_id']}" not in page


def test_each_vote_is_read_by_secretary_and_chairs_as_it_arrives(app, desks, numbers):
    case = group.matter_case(numbers["matter_id"])
    group.vote(case, "daj_head", outcome="reject")
    path = f"/group/matters/{numbers['matter_id']}/tally"

    reading = {kind for kind in FILE if "市档案局" in visitor(app, desks, kind).get(path).text}

    assert reading == {"secretary", "chair", "auditor"}


def test_the_dispute_officer_of_a_district_reads_nothing_of_the_city_s_group(app, desks, numbers):
    head = known("q0108_head")
    with transaction():
        db.session.add(
            Account(
                login="q0108_escal", display_post="争议处理岗", unit_id=head.unit_id,
                password_hash=head.password_hash, posts=[AccountPost(post="escalation_officer")],
            )
        )  # fmt: skip
    officer = desks.at("q0108_escal")

    found = {e: officer.get(p).status_code for e, p in addresses(app, numbers, "GET").items()}

    assert {endpoint for endpoint, status in found.items() if status not in (403, 404)} == set()
    assert "/group/" not in officer.get("/account").text


@pytest.mark.parametrize(
    "path",
    [
        "/group/?text=%00&page=99999999999999999999",
        "/group/resolutions/?state=nonsense&unit=%00x&page=-1&text=%25",
        "/group/?text=" + "长" * 5000,
    ],
)
def test_nonsense_in_the_address_is_a_page_all_the_same(desks, path):
    assert desks.at("ldxz_sec").get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/group/meetings/99999999999999999999", "/group/matters/2147483648"]
)
def test_what_does_not_exist_is_not_found(desks, path):
    assert desks.at("ldxz_sec").get(path).status_code == 404


def test_nonsense_in_the_forms_is_told(desks, numbers):
    meeting = f"/group/meetings/{numbers['meeting_id']}"
    huge = {"held_on": "9999-99-99", "begins": "25:00", "presiding": "9" * 40, "place": "x" * 900}
    client = desks.at("ldxz_sec")

    assert client.post("/group/meetings/new", data=huge).status_code == 422
    assert client.post(f"{meeting}/change", data=huge | {"version": "7"}).status_code == 409
    assert client.post(f"{meeting}/change", data=huge).status_code == 422
    assert client.post(f"{meeting}/proxies", data={"unit": "\x00"}).status_code == 422
    assert client.post(f"{meeting}/order", data={"place_x": "1", "place_9": "y"}).status_code == 302
    unseen = {"title": "\u202e\u200b", "summary": "议题"}
    assert client.post(f"{meeting}/matters", data=unseen).status_code == 422
