"""What 目录编制与发布 may not lose (条例 13 to 17): see `table.py` for how it is read."""

from app.foundation.i18n import lazy
from app.workflow.checks.laws.marks import (
    BY_HEAD,
    BY_OFFICE,
    DECIDES,
    HEAD,
    OFFICE,
    REMIND,
    SENT,
)
from app.workflow.checks.laws.table import CLOSED, Need, Table, Timer

CHANGE = "change"

TABLE = Table(
    root="catalogue_publication",
    beginnings=("new", CHANGE, "withdraw"),
    must_exist=("head_review", "head_review_change", "review_entry"),
    results={
        "catalogue.open_publication": {"new": "new", CHANGE: CHANGE, "withdraw": "withdraw"},
        "catalogue.send_back": {"new": "new", CHANGE: CHANGE, "withdraw": "withdraw"},
    },
    leaves={
        "head_review=approve": (HEAD,),
        "head_review_change=approve": (HEAD,),
        "catalogue.send_to_office": (SENT,),
        "review_entry=publish": (OFFICE,),
        "catalogue.publish_entry": (CLOSED,),
        "catalogue.withdraw_matter": (CLOSED,),
    },
    undoes={
        "compile_entry": (HEAD, SENT, OFFICE),
        "compile_change": (HEAD, SENT, OFFICE),
        "revise_entry": (HEAD, SENT, OFFICE),
        "catalogue.send_back": (HEAD, SENT, OFFICE),
    },
    needs=(
        Need(
            "catalogue.send_to_office",
            (HEAD,),
            "office-before-the-head",
            lazy("The office gets an entry that the unit's head has not approved."),
        ),
        Need(
            "review_entry",
            (HEAD, SENT),
            "office-before-the-head",
            lazy("The office reviews an entry that the unit's head has not approved and sent."),
        ),
        Need(
            "catalogue.publish_entry",
            (HEAD, SENT, OFFICE),
            "published-unreviewed",
            lazy("An entry is published that the office has not reviewed as it now is."),
        ),
    ),
    runs={CHANGE: "catalogue_update", SENT: "catalogue_review"},
    may_hold={"catalogue_update": frozenset({"review_entry"})},
    timers={
        "compile_change": Timer("catalogue_update", REMIND),
        "head_review_change": Timer("catalogue_update", REMIND),
        "review_update_extension": Timer("catalogue_update", REMIND),
        "review_entry": Timer("catalogue_review", REMIND),
    },
    hands={
        "head_review": BY_HEAD,
        "head_review_change": BY_HEAD,
        "review_entry": BY_OFFICE,
        "review_update_extension": BY_OFFICE,
    },
    offers={
        "head_review": DECIDES,
        "head_review_change": DECIDES,
        "review_entry": frozenset({"publish", "return"}),
    },
)
