"""The texts of a run: which forms of its report are asked for, and where each of them goes."""

from __future__ import annotations

import os

from roadworthy.commands import console
from roadworthy.commands.terminal import wants_color, wants_links

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from roadworthy.core.result import Report
    from roadworthy.report.view import View


#: `FOR_PEOPLE` of `report`, whose import would cost what an answer from the cache saves.
_FOR_PEOPLE = ("text", "concise", "full")


class Rendered:
    """A report in one form; `shown` where it is for people, made inert for the stream that it goes to."""

    __slots__ = ("shown", "text")

    def __init__(self, text: str, shown: bool) -> None:
        self.text = text
        self.shown = shown


def format_of(options: argparse.Namespace) -> str:
    """Return the format that is asked for, or the usual one for where standard output goes."""
    return options.output_format or ("text" if console.is_watched() else "concise")


def forms_of(options: argparse.Namespace) -> list[str]:
    """Return the forms of the report that are asked for: what is printed first, then what is written."""
    # What is no FORMAT=FILE is the form of nothing, and complained of where the report is made.
    files = [name if file else text for text, name, file in _files(options)]
    return [_printed(options), *files, *_beside(options)]


def rendered(
    options: argparse.Namespace, report: Report, formats: Mapping[str, Callable[..., str]]
) -> dict[str, Rendered]:
    """Return the report in the forms that are asked for."""
    from roadworthy.report import FOR_PEOPLE
    from roadworthy.report.view import View

    names = [*(name for _, name, _ in _files(options)), *_beside(options)]
    texts = {name: Rendered(formats[name](report), False) for name in names}
    name = _shown(options)
    if name in FOR_PEOPLE and formats[name].__module__.startswith("roadworthy."):
        texts[_printed(options)] = Rendered(formats[name](report, View(**_looks(options))), True)
    else:
        texts[_printed(options)] = Rendered(formats[name](report), False)
    return texts


def deliver(options: argparse.Namespace, texts: Mapping[str, Rendered], roots: Sequence[str]) -> None:
    """Write and print the texts; `roots` are the inspected trees, out of which no link leads a file."""
    files = _files(options)
    if files:
        from roadworthy.commands.outputs import write

        for _, name, file in files:
            # The working directory may be in a checkout of its own, from which artifacts are inspected.
            write(file, texts[name].text, [".", *roots])
    found = texts[_printed(options)]
    if found.shown:
        console.show(found.text)
    else:
        console.emit(found.text)
    beside = _beside(options)
    if beside:
        from roadworthy.commands.outputs import append

        console.emit(texts[beside[0]].text)
        for name in beside[1:]:
            append(os.environ["GITHUB_STEP_SUMMARY"], texts[name].text)


def _beside(options: argparse.Namespace) -> list[str]:
    """Return the formats that GitHub Actions is given beside the log: annotations, and a summary of the job.

    The summary goes to a file that the runner names; under `--paranoid` nothing but named outputs is written.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true" or _shown(options) not in _FOR_PEOPLE:
        return []
    summary = os.environ.get("GITHUB_STEP_SUMMARY") and not options.paranoid
    return ["github", "markdown"] if summary else ["github"]


def _shown(options: argparse.Namespace) -> str:
    """Return the format that is printed: of a report that goes to a file, the usual one is printed."""
    return ("text" if console.is_watched() else "concise") if options.output_file else format_of(options)


def _printed(options: argparse.Namespace) -> str:
    return " ".join([_shown(options), *(f"{name}={value}" for name, value in _looks(options).items())])


def _looks(options: argparse.Namespace) -> dict[str, Any]:
    """Return what standard output can show, and what the options want of it: the fields of a `View`."""
    terminal = console.is_terminal()
    return {
        "width": console.width(),
        "color": wants_color(options.color, os.environ, terminal=terminal),
        "links": wants_links(os.environ, terminal=terminal),
        "symbols": console.can_encode("█…"),
        "quiet": options.quiet,
        "verbose": options.verbose,
        "statistics": options.statistics,
        "group_by": options.group_by,
    }


def _files(options: argparse.Namespace) -> list[tuple[str, str, str]]:
    """Return of each report that goes to a file what was said of it, its format, and the file."""
    first = [("", format_of(options), options.output_file)] if options.output_file else []
    return first + [(text, text.partition("=")[0], text.partition("=")[2]) for text in options.report]


def plain_view(color: str) -> View:
    """Return what standard output can show of a page that has no other options than `color`."""
    from roadworthy.report.view import View

    terminal = console.is_terminal()
    return View(
        width=console.width(),
        color=wants_color(color, os.environ, terminal=terminal),
        symbols=console.can_encode("█…"),
    )
