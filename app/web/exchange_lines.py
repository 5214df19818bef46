"""Lines of the exchange directory in words."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_login import current_user

from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import RESOURCE
from app.foundation import clock
from app.web import portal_words
from app.web.exchange_cases import case_urls


def of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of `exchanges.directory` as the pages list them; the case only for who may see it."""
    told = list(rows)
    account = current_user if current_user.is_authenticated else None
    cases = case_urls((flow.case_id for flow, *_others in told), account)
    return [_line(*row, cases=cases) for row in told]


def _line(
    flow: Any, title: str, provider: Any, demander: Any, *, cases: dict[int, str]
) -> dict[str, Any]:
    modes = columns.column(RESOURCE, "share_modes")
    return {
        "number": flow.number,
        "case_url": cases.get(flow.case_id, ""),
        "provider": portal_words.of_unit(provider),
        "demander": portal_words.of_unit(demander),
        "title": title,
        "url": portal_words.address(RESOURCE, flow.resource_id),
        "items": [
            {"name": name, "url": url_for("portal_entries.item", name=name)}
            for name in flow.items or []
        ],
        "mode": modes.said(flow.mode),
        "cycle": values.said(flow.update_cycle, values.CYCLES),
        "since": clock.local(flow.effective_at).date().isoformat() if flow.effective_at else "",
        "until": flow.valid_until.isoformat(),
    }
