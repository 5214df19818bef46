"""How far an entry reaches: the pieces by which it is found carry a mark of who may find it.

What somebody may not see lies under marks that are not asked for: it is neither read nor counted,
and costs no time.  `''` is for everybody, `1` for whoever is signed in, `2` what needs a grant
(city's administrators), `u17` what unit 17 may see of that; `@政务内网` only from that network.
"""

from collections.abc import Collection, Iterable

EVERYBODY, SIGNED_IN, GRANTED = 0, 1, 2


def base(audience: int, network: str) -> str:
    """The mark of an entry's audience and network."""
    return _in(str(audience) if audience else "", network)


def of_entry(audience: int, network: str, units: Iterable[int] = ()) -> list[str]:
    """All marks of an entry; `units` are its own and those to which it was granted."""
    if audience < GRANTED:
        return [base(audience, network)]
    return [base(GRANTED, network), *(_in(f"u{unit}", network) for unit in sorted(set(units)))]


def of_viewer(unit_id: int | None, is_administrator: bool, networks: Collection[str]) -> list[str]:
    """The marks that a viewer asks for."""
    if unit_id is None:
        whom = [""]
    else:
        whom = ["", str(SIGNED_IN), str(GRANTED) if is_administrator else f"u{unit_id}"]
    return [_in(one, network) for network in ("", *sorted(networks)) for one in whom]


def marked(mark: str, piece: str) -> str:
    """A piece under a mark."""
    return f"{mark}/{piece}" if mark else piece


def _in(whom: str, network: str) -> str:
    return f"{whom}@{network}" if network else whom
