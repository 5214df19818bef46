"""The log: a line an event, for people (`LOG_FORMAT=text`) or for programs (`json`).

Each line knows the request and the case it belongs to.  It never holds what people wrote: no
form contents, no names, no addresses with their questions, no values of statements; what the
database says of a row it refused is cut off, because it quotes the row.
"""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars

FORMATS = ("text", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# A quoted row may have many lines: it ends where something else begins.
QUOTED = re.compile(
    r"^(DETAIL|CONTEXT|HINT): .*?"
    r"(?=^\[SQL: |^\(Background |^Traceback |\n\nThe above |\n\nDuring |\Z)"
    r"|^\[parameters: [^\n]*",
    re.MULTILINE | re.DOTALL,
)
# Lines that other libraries write by the dozen.
QUIETER = {
    "alembic": "WARNING",
    "apscheduler": "ERROR",
    "procrastinate": "CRITICAL",  # what went wrong is said where the work is done
    "sqlalchemy.pool": "CRITICAL",  # who asked says that the database is gone
    "waitress.queue": "ERROR",
    "werkzeug": "WARNING",
}
Event = MutableMapping[str, Any]


def problem(form: str, level: str) -> str | None:
    """Why the log cannot be written like that."""
    if form not in FORMATS:
        return f"LOG_FORMAT must be one of {', '.join(FORMATS)}."
    if level not in LEVELS:
        return f"LOG_LEVEL must be one of {', '.join(LEVELS)}."
    return None


def configure(form: str, level: str) -> None:
    """Write every log line of this process in one form."""
    logging.config.dictConfig(settings(form, level))


def settings(form: str, level: str) -> dict[str, Any]:
    """The same, as `logging.config` reads it: also for gunicorn's own lines."""
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ours": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": FIRST,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"said": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["said"], "level": level},
        "loggers": {name: {"level": least} for name, least in QUIETER.items()},
    }


def begin(**ids: Any) -> None:
    """From here on, lines of this thread belong to this request or job."""
    clear_contextvars()
    bind_contextvars(**ids)


def about(**ids: Any) -> None:
    """... and to this case, too."""
    bind_contextvars(**ids)


def scrub(_logger: Any, _method: str, event: Event) -> Event:
    """Cut off what quotes a row or a value."""
    for name in ("event", "exception"):
        if isinstance(event.get(name), str):
            event[name] = QUOTED.sub("", event[name]).rstrip()
    return event


FIRST: tuple[structlog.typing.Processor, ...] = (
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    scrub,
)
