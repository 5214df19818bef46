"""Small plots as SVG: lines over hours, or over a scale of their own."""

from collections.abc import Sequence
from html import escape
from math import ceil, log10
from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 130, 34, 40
COLOURS = ("#1f5fa8", "#c2410c", "#15803d", "#7c3aed", "#a16207")
LINES = 4


class Line(NamedTuple):
    """A named line of points."""

    name: str
    points: Sequence[tuple[float, float]]


def plot(file: Path, title: str, across: str, up: str, lines: Sequence[Line]) -> None:
    """Write a plot; its values begin at nothing."""
    right = max(x for line in lines for x, _ in line.points)
    top = _round(max(y for line in lines for _, y in line.points) or 1)
    inner, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x: float, y: float) -> str:
        return f"{LEFT + x / right * inner:.1f},{HEIGHT - BOTTOM - y / top * tall:.1f}"

    parts = [_text(LEFT, 18, title, 'font-weight="bold"')]
    for n in range(LINES + 1):
        y = HEIGHT - BOTTOM - n / LINES * tall
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{top * n / LINES:g}", 'text-anchor="end"'))
        x = LEFT + n / LINES * inner
        parts.append(
            _text(x, HEIGHT - BOTTOM + 16, f"{right * n / LINES:g}", 'text-anchor="middle"')
        )
    parts.append(_text(LEFT + inner / 2, HEIGHT - 6, across, 'text-anchor="middle"'))
    parts.append(_text(6, TOP - 4, up, ""))
    for n, line in enumerate(lines):
        colour = COLOURS[n % len(COLOURS)]
        points = " ".join(at(x, y) for x, y in line.points)
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>'
        )
        parts.append(_text(WIDTH - RIGHT + 10, TOP + 14 + n * 18, line.name, f'fill="{colour}"'))
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _text(x: float, y: float, text: str, more: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(text)}</text>'


def _round(value: float) -> float:
    """The next value that is easy to read."""
    unit: float = 10 ** (ceil(log10(value)) - 1)
    return next(unit * n for n in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if unit * n >= value)
