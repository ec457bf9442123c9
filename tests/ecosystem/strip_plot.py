"""The picture of the calibration: each repository is a dot on a scale from 0 to 100. It has no scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

#: Pixels: the left edge of the scale, one point of it, a dot's radius, and the height of a strip.
_LEFT, _POINT, _RADIUS, _STRIP = 170, 6, 4, 74
_WIDTH = _LEFT + 100 * _POINT + 30
#: Colours that stand out on white and on black; the axis follows the reader's scheme.
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}"
    ".axis{stroke:#d0d7de}"
    ".well{stroke:#1a7f37}.experiment{stroke:#bc4c00}"
    ".well.chosen{fill:#1a7f37}.experiment.chosen{fill:#bc4c00}"
    ".reported{fill:none;stroke-width:1.6}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#3d444d}"
    ".well{stroke:#3fb950}.experiment{stroke:#f0883e}"
    ".well.chosen{fill:#3fb950}.experiment.chosen{fill:#f0883e}}"
)


@dataclass(frozen=True, slots=True)
class Dot:
    """One repository in the picture; `score` is from 0 to 100."""

    repository: str
    label: str
    half: str
    score: float


def strip_plot(dots: Iterable[Dot], strips: Sequence[tuple[str, str, str]]) -> str:
    """Return the picture; a strip is a label, a half, and its words."""
    found = list(dots)
    height = _STRIP * len(strips) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        "<title>Scores of the labelled repositories</title>",
        f"<style>{_STYLE}</style>",
        *_axis(height),
    ]
    for number, (label, half, words) in enumerate(strips):
        middle = 10 + _STRIP * number + _STRIP // 2
        lines.append(f'<text x="10" y="{middle + 4}">{escape(words)}</text>')
        own = [dot for dot in found if (dot.label, dot.half) == (label, half)]
        lines += _strip(sorted(own, key=lambda dot: (dot.score, dot.repository)), middle)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axis(height: int) -> Iterator[str]:
    for score in range(0, 101, 20):
        x = _LEFT + _POINT * score
        yield f'<line class="axis" x1="{x}" y1="10" x2="{x}" y2="{height - 28}"/>'
        yield f'<text x="{x}" y="{height - 10}" text-anchor="middle">{score}</text>'


def _strip(dots: Iterable[Dot], middle: int) -> Iterator[str]:
    """Yield the dots of one strip; those that would hide each other stand above and below one another."""
    placed: list[tuple[float, int]] = []
    for dot in dots:
        x = round(_LEFT + _POINT * dot.score, 1)
        near = {level for other, level in placed if x - other < 2 * _RADIUS + 1}
        level = next(level for level in _levels() if level not in near)
        placed.append((x, level))
        y = middle + level * (2 * _RADIUS + 1)
        yield (
            f'<circle class="{dot.label} {dot.half}" cx="{x:g}" cy="{y}" r="{_RADIUS}">'
            f"<title>{escape(dot.repository)}: {dot.score:g}</title></circle>"
        )


def _levels() -> Iterator[int]:
    """Yield 0, -1, 1, -2, 2 and so on."""
    yield 0
    level = 0
    while True:
        level += 1
        yield from (-level, level)
