"""From which network somebody asks."""

import pytest

from app.foundation import networks

SETTING = "政务内网=10.1.0.0/16 10.2.0.0/16; 政务外网=172.16.0.0/12 fd00::/8"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.1.2.3", {"政务内网"}),
        ("10.2.2.3", {"政务内网"}),
        ("10.3.2.3", set()),
        ("172.20.0.1", {"政务外网"}),
        ("fd00::1", {"政务外网"}),
        ("没有", set()),
        (None, set()),
    ],
)
def test_an_address_lies_in_the_networks_of_the_setting(address, expected):
    assert networks.of(address, SETTING) == expected


def test_without_a_setting_nobody_is_in_a_network():
    assert networks.of("10.1.2.3", "") == frozenset()


@pytest.mark.parametrize("setting", ["政务内网", "=10.0.0.0/8", "甲=10.0.0.0/99", "甲=foo"])
def test_a_wrong_setting_is_told_in_one_line(setting):
    said = networks.problem(setting)

    assert said and "\n" not in said
    assert networks.problem(SETTING) is None
