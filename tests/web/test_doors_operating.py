"""Who sees how the installation runs: its operators, and the program that scrapes the numbers."""

import pytest

from tests.web.test_doors_by_post import KINDS
from tests.web.test_doors_studio import visitor

ADDRESSES = {"operating.index": "/operating/", "watching.metrics": "/metrics"}
REFUSED = {"operating.index": 403, "watching.metrics": 404}
DOORS = ADDRESSES


@pytest.mark.parametrize("endpoint", ADDRESSES)
def test_the_operator_s_pages_are_open_to_system_administrators_alone(app, desks, endpoint):
    got = {
        kind: visitor(app, desks, kind).get(ADDRESSES[endpoint]).status_code
        for kind in sorted(KINDS)
    }

    stranger = 302 if endpoint == "operating.index" else 404
    refused = dict.fromkeys(KINDS, REFUSED[endpoint])
    assert got == refused | {"anonymous": stranger, "sysadmin": 200}
