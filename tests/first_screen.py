"""What the readme shows of the examples, made from runs: `python tests/first_screen.py --write`.

It is the picture of the first screen, in docs/, and the table of both examples.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult
from roadworthy.report.lines import counting, severities
from roadworthy.score.points import display_points

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "first-screen.svg"
README = ROOT / "README.md"
_COMMAND = ("check", "examples/experiment")
_COLUMNS = 100
#: rich's own frame names a font on a CDN; a picture in a readme loads nothing.
_FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>@TITLE@</title>
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect fill="#292929" x="1" y="1" width="{width}" height="{height}" rx="8"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def screen() -> str:
    """Return what the command prints on a terminal with colours; the gate fails, so its exit code is 1."""
    options = ("--output-format", "text", "--color", "always", "--no-cache")
    done = subprocess.run(
        [sys.executable, "-m", "roadworthy", *_COMMAND, *options],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 1:
        raise SystemExit(f"exit code {done.returncode}, not 1: {done.stderr}")
    return done.stdout


def picture(shown: str) -> str:
    """Return an SVG document of what a terminal shows, with ANSI colours."""
    command = " ".join(("roadworthy", *_COMMAND))
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(shown), soft_wrap=True)
    drawn = console.export_svg(code_format=_FRAME.replace("@TITLE@", command), unique_id="screen")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def judged() -> list[ProjectResult]:
    """Return what a run says of the experiment, and of production."""
    return [
        check(Request((str(ROOT / "examples" / name),))).projects[0] for name in ("experiment", "production")
    ]


def rows(results: list[ProjectResult]) -> dict[str, str]:
    """Return the rows of the readme's table by their first cell: verdict, score, steps of the road."""
    cells: dict[str, list[str]] = {}
    for result in results:
        assert result.score is not None
        errors = severities(counting(result.findings)).partition(",")[0]
        told = f", {errors}" if result.reasons else f", threshold {result.score.fail_under:g}"
        cells.setdefault("verdict", []).append(f"{result.verdict.value}{told}")
        cells.setdefault("score", []).append(f"{display_points(result.score.value):.1f}")
        for step in result.road:
            cells.setdefault(step.name, []).append(step.state)
    return {name: f"| {name} | {' | '.join(values)} |" for name, values in cells.items()}


def with_rows(readme: str, made: dict[str, str]) -> str:
    """Return the readme with the rows of its table that a run gives."""
    lines = readme.split("\n")
    return "\n".join(
        made.get(line[2:].partition(" |")[0], line) if line.startswith("| ") else line for line in lines
    )


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PICTURE.write_text(picture(screen()), encoding="utf-8")
        README.write_text(with_rows(README.read_text(encoding="utf-8"), rows(judged())), encoding="utf-8")
    else:
        print(picture(screen()), end="")
