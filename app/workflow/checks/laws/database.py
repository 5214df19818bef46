"""What 数据库登记 may not lose (policy 三(二)): see `table.py` for how it is read."""

from app.foundation.i18n import lazy
from app.workflow.checks.laws.marks import (
    BY_HEAD,
    BY_OFFICE,
    DECIDES,
    HEAD,
    OFFICE,
    QUERIED,
    REMIND,
)
from app.workflow.checks.laws.table import CLOSED, Need, Table, Timer

FILED, APPLIED, CONFIRMED, LISTED = "filed", "applied", "confirmed", "listed"
ASKED, MAY_GO, GONE = "asked to go", "may go", "gone"

TABLE = Table(
    root="catalogue_database",
    must_exist=(
        "review_database",
        "review_filing",
        "register_database",
        "confirm_registration",
        "operate_database",
        "review_deregistration",
    ),
    results={
        "catalogue.begin_database": {"file": "", "filed": "", "adopt": ""},
        "catalogue.deregister_database": {"done": "", "blocked": ""},
    },
    leaves={
        "catalogue.begin_database=filed": (FILED,),
        "catalogue.begin_database=adopt": (FILED, LISTED),
        "review_database=approve": (HEAD,),
        "catalogue.query_database": (QUERIED,),
        "review_filing=file": (OFFICE,),
        "catalogue.file_database": (FILED,),
        "register_database": (APPLIED,),
        "confirm_registration=register": (CONFIRMED,),
        "catalogue.list_database": (LISTED,),
        "operate_database=deregister": (ASKED,),
        "review_deregistration=approve": (MAY_GO,),
        "catalogue.deregister_database=done": (GONE,),
        "catalogue.close_deregistered": (CLOSED,),
        "catalogue.close_rejected": (CLOSED,),
        "catalogue.close_withdrawn": (CLOSED,),
    },
    undoes={
        "revise_database": (HEAD, QUERIED, OFFICE),
        "register_database": (CONFIRMED,),
        "operate_database": (ASKED, MAY_GO),
        "review_deregistration": (MAY_GO,),
        "catalogue.deregister_database=blocked": (ASKED, MAY_GO),
    },
    needs=(
        Need(
            "review_filing",
            (HEAD, QUERIED),
            "office-before-the-head",
            lazy(
                "The office reviews before the unit's head agreed and the catalogues were queried."
            ),
        ),
        Need(
            "catalogue.file_database",
            (HEAD, QUERIED, OFFICE),
            "filed-unreviewed",
            lazy("A database is filed that the unit's head and the office have not both approved."),
        ),
        Need(
            "register_database",
            (FILED,),
            "registered-unfiled",
            lazy("A database is registered that was not filed before."),
        ),
        Need(
            "catalogue.list_database",
            (FILED, APPLIED, CONFIRMED),
            "registered-unfiled",
            lazy(
                "A database comes into the catalogue without filing, application and confirmation."
            ),
        ),
        Need(
            "operate_database",
            (LISTED,),
            "operated-unregistered",
            lazy("A database is in operation that was never registered."),
        ),
        Need(
            "catalogue.deregister_database",
            (ASKED, MAY_GO),
            "deregistered-unreviewed",
            lazy(
                "A database is taken out that the unit did not ask for or the office not approve."
            ),
        ),
        Need(
            "catalogue.close_deregistered",
            (GONE,),
            "deregistered-past-agreements",
            lazy("The matter is closed though agreements in force may still block the end."),
        ),
        *(
            Need(
                step,
                (),
                "filed-database-dropped",
                lazy("A database that is filed or in operation ends only by being deregistered."),
                without=(FILED,),
            )
            for step in ("catalogue.close_rejected", "catalogue.close_withdrawn")
        ),
    ),
    timers={
        "review_filing": Timer("database_filing", REMIND),
        "confirm_registration": Timer("database_filing", REMIND),
        "review_deregistration": Timer("database_filing", REMIND),
        "operate_database": Timer("database_update", "catalogue.note_stale"),
    },
    hands={
        "review_database": BY_HEAD,
        "review_filing": BY_OFFICE,
        "confirm_registration": BY_OFFICE,
        "review_deregistration": BY_OFFICE,
    },
    offers={
        "review_database": DECIDES,
        "review_filing": frozenset({"file", "return", "reject"}),
        "confirm_registration": frozenset({"register", "return"}),
        "operate_database": frozenset({"update", "change", "deregister"}),
        "review_deregistration": DECIDES,
    },
)
