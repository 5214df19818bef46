"""The calendar as SQL counts with it: each day with the number of working days up to it."""

from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Date, Integer, bindparam, column, func

from app.foundation import calendar


def numbered(name: str) -> Any:
    """A table of days, `day` and `n`, to be joined; its values come from `params`."""
    days = bindparam("days", type_=ARRAY(Date))
    numbers = bindparam("numbers", type_=ARRAY(Integer))
    return (
        func.unnest(days, numbers)
        .table_valued(column("day", Date), column("n", Integer), name=name)
        .render_derived()
    )


def params(after: date, until: date) -> dict[str, list[Any]]:
    """The values for `numbered`: the days after one, up to and with another."""
    listed = list(calendar.current().days(after, until))
    numbers, number = [], 0
    for one in listed:
        number += one.is_workday
        numbers.append(number)
    return {"days": [one.day for one in listed], "numbers": numbers}
