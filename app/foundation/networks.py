"""From which network somebody asks: entries may be limited to one (政务内网, 政务外网)."""

import ipaddress
from functools import cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def of(address: str | None, setting: str) -> frozenset[str]:
    """The networks that an address lies in, by the deployment's setting; none for a strange one."""
    try:
        asking = ipaddress.ip_address(address or "")
    except ValueError:
        return frozenset()
    return frozenset(
        name for name, ranges in _read(setting) if any(asking in one for one in ranges)
    )


def problem(setting: str) -> str | None:
    """What is wrong with a setting such as `政务内网=10.1.0.0/16 10.2.0.0/16`, in one line."""
    try:
        _read(setting)
    except ValueError as wrong:
        return f"must name networks as in NAME=10.0.0.0/8; OTHER=172.16.0.0/12: {wrong}."
    return None


@cache
def _read(setting: str) -> tuple[tuple[str, tuple[Network, ...]], ...]:
    named = [part.partition("=") for part in setting.split(";") if part.strip()]
    if any(not sign or not name.strip() for name, sign, _ in named):
        raise ValueError("each part is a name, “=” and addresses")
    return tuple(
        (name.strip(), tuple(ipaddress.ip_network(one) for one in ranges.split()))
        for name, _, ranges in named
    )
