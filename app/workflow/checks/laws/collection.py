"""What 采集登记 may not lose (policy 三(一)): see `table.py` for how it is read."""

from app.foundation.i18n import lazy
from app.workflow.checks.laws.marks import (
    BY_BUREAU,
    BY_HEAD,
    BY_OFFICE,
    BY_UNIT,
    DECIDES,
    HEAD,
    QUERIED,
    REMIND,
)
from app.workflow.checks.laws.table import CLOSED, Need, Table, Timer

STATISTICS, KEY = "statistics reviewed", "office reviewed"
AGREED, COORDINATED, TO_REGISTER = "both agree", "coordinated", "to register"

TABLE = Table(
    root="catalogue_collection",
    must_exist=(
        "review_collection",
        "review_statistics",
        "review_registration",
        "coordinate_collection",
        "answer_coordination",
        "decide_collection",
    ),
    results={
        "catalogue.weigh_reviews": {True: "", False: ""},
        "catalogue.adopt_coordination": {"register": "", "share": "", "reject": ""},
    },
    leaves={
        "review_collection=approve": (HEAD,),
        "catalogue.query_collection": (QUERIED,),
        "review_statistics": (STATISTICS,),
        "review_registration": (KEY,),
        "catalogue.weigh_reviews=True": (AGREED,),
        "coordinate_collection=register": (COORDINATED,),
        "answer_coordination=accept": (COORDINATED,),
        "collection_answer ran out": (COORDINATED,),
        "decide_collection": (COORDINATED,),
        "catalogue.adopt_coordination=register": (TO_REGISTER,),
        "catalogue.adopt_coordination=share": ("to share",),
        "catalogue.adopt_coordination=reject": ("to reject",),
        "catalogue.register_collection": (CLOSED,),
        "catalogue.close_shared": (CLOSED,),
        "catalogue.close_rejected": (CLOSED,),
        "catalogue.close_withdrawn": (CLOSED,),
    },
    undoes={
        "revise_collection": (HEAD, QUERIED, STATISTICS, KEY, AGREED, COORDINATED, TO_REGISTER),
        "coordinate_collection": (COORDINATED, TO_REGISTER),
        "catalogue.weigh_reviews=False": (AGREED,),
    },
    needs=(
        *(
            Need(
                key,
                (HEAD, QUERIED),
                "key-before-the-head",
                lazy(
                    "A key is asked before the unit's head agreed and the catalogues were queried."
                ),
            )
            for key in ("review_statistics", "review_registration")
        ),
        Need(
            "catalogue.weigh_reviews",
            (STATISTICS, KEY),
            "key-missing",
            lazy("Weighed before both the statistics bureau and the office have reviewed."),
        ),
        Need(
            "catalogue.adopt_coordination",
            (STATISTICS, KEY, COORDINATED),
            "coordination-unanswered",
            lazy("A proposal takes effect that nobody accepted, let pass or decided."),
        ),
        Need(
            "catalogue.register_collection",
            (HEAD, QUERIED, STATISTICS, KEY, f"{AGREED}|{TO_REGISTER}"),
            "registered-without-both-keys",
            lazy("Registered without both keys: neither agreed by both, nor coordinated."),
        ),
        Need(
            "catalogue.close_shared",
            ("to share",),
            "closed-otherwise",
            lazy("It is closed in a way that the coordination did not come to."),
        ),
        Need(
            "catalogue.close_rejected",
            ("to reject",),
            "closed-otherwise",
            lazy("It is closed in a way that the coordination did not come to."),
        ),
    ),
    timers={
        "review_statistics": Timer("collection_review", REMIND),
        "review_registration": Timer("collection_review", REMIND),
        "coordinate_collection": Timer("collection_coordination", REMIND),
        "decide_collection": Timer("collection_coordination", REMIND),
        "answer_coordination": Timer(
            "collection_answer", "catalogue.adopt_coordination", interrupting=True
        ),
    },
    hands={
        "review_collection": BY_HEAD,
        "review_statistics": BY_BUREAU,
        "review_registration": BY_OFFICE,
        "coordinate_collection": BY_OFFICE,
        "answer_coordination": BY_UNIT,
        "decide_collection": BY_OFFICE,
    },
    offers={
        "review_collection": DECIDES,
        "review_statistics": frozenset({"approve", "object"}),
        "review_registration": frozenset({"approve", "object"}),
        "answer_coordination": frozenset({"accept", "object"}),
    },
)
