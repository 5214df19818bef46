"""A chart: bars for the eye and a table for everybody; every number opens what is behind it."""

from dataclasses import dataclass
from typing import Any

# Pixels: a bar, the gap to the next row, legend and axis around them, and no chart below this.
BAR, GAP, AROUND, LEAST = 14, 12, 90, 260


@dataclass(frozen=True)
class Cell:
    """A number, and where what it counts is listed."""

    value: float
    url: str = ""

    @property
    def text(self) -> str:
        """The number as written: whole ones in full."""
        return str(int(self.value)) if self.value == int(self.value) else f"{self.value:g}"


@dataclass(frozen=True)
class Chart:
    """Bars for the eye and a table for everybody: rows by columns."""

    id: str
    title: str
    note: str
    head: str
    columns: list[str]
    rows: list[tuple[str, list[Cell]]]
    stacked: bool = True
    flat: bool = False
    # Shares of a hundred beside the numbers, where a row is a whole.
    of_whole: bool = False
    # A page with more than the chart shows.
    more: tuple[str, str] = ("", "")
    # What each column means, where it means something: good, fair, poor, bad, none.
    tones: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """Pixels it needs; said with the page, so that nothing moves when it is drawn."""
        bars = 1 if self.stacked else len(self.columns)
        rows = len(self.rows) * (BAR * bars + GAP) + AROUND if self.flat else 0
        return max(LEAST, rows)

    def as_data(self) -> dict[str, Any]:
        """What the drawing is made of."""
        return {
            "stacked": self.stacked,
            "flat": self.flat,
            "tones": self.tones,
            "categories": [name for name, _cells in self.rows],
            "series": [
                {
                    "name": column,
                    "data": [{"value": row[1][n].value, "url": row[1][n].url} for row in self.rows],
                }
                for n, column in enumerate(self.columns)
            ],
        }

    def percent(self, cells: list[Cell], cell: Cell) -> str:
        """Which part of its row a number is."""
        whole = sum(one.value for one in cells)
        return f"{round(100 * cell.value / whole)}%" if whole else ""
