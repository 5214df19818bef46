"""What the operator's page says of each sign: its name, what it means, and what to do."""

from typing import NamedTuple

from flask_babel import LazyString

from app.foundation.i18n import lazy


class Said(NamedTuple):
    """A sign's name, what its unit is, and what to do where it is a bad one."""

    title: LazyString
    unit: str
    advice: LazyString


SIGNS = {
    "clock_lag_seconds": Said(
        lazy("Deadlines that ran out and have not taken effect"),
        "seconds",
        lazy("Is a process of the kind `flask jobs` at work? Its log says which case holds it up."),
    ),
    "stuck_cases": Said(
        lazy("Cases that could not go on by themselves"),
        "number",
        lazy("A process administrator mends them in the process studio, under Repair."),
    ),
    "mail_lag_seconds": Said(
        lazy("The oldest mail that waits to be sent"),
        "seconds",
        lazy("Does the mail server answer? Are workers at work? The mails go as soon as it does."),
    ),
    "queue_lag_seconds": Said(
        lazy("The oldest work that waits in the queue"),
        "seconds",
        lazy("Are workers at work? Start more of them, or give each more threads."),
    ),
    "failed_jobs": Said(
        lazy("Work of the queue that is not tried any more"),
        "number",
        lazy("See what it is, and have it tried again when the cause is gone."),
    ),
    "record_lag_seconds": Said(
        lazy("The oldest entry of the record that is not sealed"),
        "seconds",
        lazy(
            "A process of the kind `flask jobs` seals it: `flask audit status` says how far it is."
        ),
    ),
    "tickers": Said(
        lazy("Processes that watch the deadlines"),
        "number",
        lazy("Start `flask jobs` on at least one machine; better on two."),
    ),
    "workers": Said(
        lazy("Processes that do the long work"),
        "number",
        lazy("Start `flask worker` on at least one machine; better on two."),
    ),
    "database_connections_percent": Said(
        lazy("Connections of the database in use"),
        "percent",
        lazy("Fewer processes, smaller pools, or PgBouncer between them and the database."),
    ),
    "oldest_transaction_seconds": Said(
        lazy("The longest open transaction"),
        "seconds",
        lazy("Find it in pg_stat_activity: a forgotten session of an operator, or a backup."),
    ),
    "calendar_days": Said(
        lazy("Days until the announced working days end"),
        "number",
        lazy("Import next year's calendar as soon as it is announced."),
    ),
    "free_disk_percent": Said(
        lazy("Free space on this machine's disk"),
        "percent",
        lazy("Clear the folder for temporary files, or enlarge the disk."),
    ),
}
# Signs that have a page of their own.
PAGES = {"failed_jobs": "given_up.index"}
LEVELS = {
    "good": lazy("all is well"),
    "warn": lazy("look at it"),
    "bad": lazy("act now"),
}
KINDS = {
    "web": lazy("pages"),
    "jobs": lazy("deadlines"),
    "worker": lazy("long work"),
    "serve": lazy("everything in one"),
}
