"""The picture of the first screen in docs/, made from a run: `python tests/first_screen.py --write`."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "first-screen.svg"
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


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PICTURE.write_text(picture(screen()), encoding="utf-8")
    else:
        print(picture(screen()), end="")
