"""Who sees the heat map: administrators, and the city's office as far as it sees cases."""

import pytest

from app.foundation.database import db, transaction
from app.foundation.identity.models import AccountPost
from tests.support.desks import APPROVED
from tests.support.people import account
from tests.web.test_doors_by_post import KINDS
from tests.web.test_doors_studio import OTHERS, visitor

ADDRESSES = {
    "studio_heat.index": "/studio/heat/",
    "studio_heat.diagram": "/studio/heat/diagrams/sharing_application.bpmn",
    "studio_heat.cases": "/studio/heat/cases?of=step&name=unit_review&what=all",
    "studio_heat.table": "/studio/heat/table.csv",
}


@pytest.mark.parametrize("endpoint", ADDRESSES)
def test_the_heat_map_is_open_to_those_and_nobody_else(app, desks, endpoint):
    got = {
        kind: visitor(app, desks, kind).get(ADDRESSES[endpoint]).status_code
        for kind in sorted(KINDS)
    }

    closed = dict.fromkeys(KINDS, 403) | {"anonymous": 302}
    assert got == closed | dict.fromkeys(OTHERS[endpoint], 200)


def test_a_dispute_officer_elsewhere_does_not_see_it(desks):
    with transaction():
        db.session.add(AccountPost(account_id=account("hbj_share").id, post="escalation_officer"))

    assert desks.at("hbj_share").get("/studio/heat/").status_code == 403


def test_each_counts_what_it_may_see(desks):
    desks.apply()
    desks.walk(APPROVED)
    desks.apply()  # not approved: the office does not know of it

    seen = {
        login: cases_at_the_head(desks, login) for login in ("xxb_proc", "xxb_escal", "xxb_audit")
    }

    assert seen == {"xxb_proc": "2", "xxb_escal": "1", "xxb_audit": "2"}


def cases_at_the_head(desks, login):
    table = desks.at(login).get("/studio/heat/table.csv").text
    line = next(line for line in table.splitlines() if line.startswith("本单位审核"))
    return line.split(",")[2]


@pytest.mark.parametrize(
    "query",
    [
        "process=nothing", "since=0001-01-01&until=0001-01-01", "since=never&until=2999-01-01",
        "unit=-1&version=x", "sort=__class__",
        "process=sharing_mediation&version=1&sort=-late", "unit=99999999999999999999",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_not_asked(desks, query):
    assert desks.at("xxb_proc").get(f"/studio/heat/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "of=step&name=x&what=nothing", "of=element&name=%00'"])
def test_there_is_no_page_behind_no_number(desks, query):
    assert desks.at("xxb_proc").get(f"/studio/heat/cases?{query}").status_code == 404
