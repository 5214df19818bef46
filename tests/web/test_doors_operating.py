"""Who sees how the installation runs: its operators, and the program that scrapes the numbers."""

import pytest

from tests.web.test_doors_by_post import KINDS
from tests.web.test_doors_studio import visitor

ADDRESSES = {
    "operating.index": "/operating/",
    "given_up.index": "/operating/given-up/",
    "watching.metrics": "/metrics",
}
REFUSED = {"operating.index": 403, "given_up.index": 403, "watching.metrics": 404}
# What an operator does, and what comes of it where there is no such work.
POST = {
    "given_up.again": ("/operating/given-up/999999/again", 404),
    "given_up.discard": ("/operating/given-up/999999/discard", 404),
    "given_up.all_again": ("/operating/given-up/again", 409),
    "given_up.discard_all": ("/operating/given-up/discard", 409),
}
DOORS = [*ADDRESSES, *POST]


@pytest.mark.parametrize("endpoint", ADDRESSES)
def test_the_operator_s_pages_are_open_to_system_administrators_alone(app, desks, endpoint):
    got = {
        kind: visitor(app, desks, kind).get(ADDRESSES[endpoint]).status_code
        for kind in sorted(KINDS)
    }

    stranger = 404 if endpoint == "watching.metrics" else 302
    refused = dict.fromkeys(KINDS, REFUSED[endpoint])
    assert got == refused | {"anonymous": stranger, "sysadmin": 200}


def test_nobody_else_does_what_an_operator_does(app, desks):
    got = {
        (kind, endpoint): visitor(app, desks, kind).post(address).status_code
        for kind in sorted(KINDS)
        for endpoint, (address, _status) in POST.items()
    }

    wanted = {
        (kind, endpoint): {"anonymous": 302, "sysadmin": status}.get(kind, 403)
        for kind in KINDS
        for endpoint, (_address, status) in POST.items()
    }
    assert got == wanted
