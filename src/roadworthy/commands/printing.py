"""The texts of a run: which forms of its report are asked for, and where each of them goes."""

from __future__ import annotations

import os

from roadworthy.commands import console

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from roadworthy.core.result import Report


def forms_of(options: argparse.Namespace) -> list[str]:
    """Return the forms of the report that are asked for: what is printed first, then what is written."""
    # What is no FORMAT=FILE is the form of nothing, and complained of where the report is made.
    return [_printed(options), *(name if file else text for text, name, file in _files(options))]


def rendered(
    options: argparse.Namespace, report: Report, formats: Mapping[str, Callable[[Report], str]]
) -> dict[str, str]:
    """Return the report in the forms that are asked for."""
    texts = {name: formats[name](report) for name in forms_of(options) if name in formats}
    if _is_for_people(options):
        from roadworthy.report.text import render

        color, quiet, verbose = _looks(options)
        texts[_printed(options)] = render(report, color=color, quiet=quiet, verbose=verbose)
    return texts


def printed(options: argparse.Namespace, texts: Mapping[str, str], roots: Sequence[str]) -> None:
    """Write and print the texts; `roots` are the inspected trees, out of which no link leads a file."""
    files = _files(options)
    if files:
        from roadworthy.commands.outputs import write

        for _, name, file in files:
            # The working directory may be in a checkout of its own, from which artifacts are inspected.
            write(file, texts[name], [".", *roots])
    text = texts[_printed(options)]
    if _is_for_people(options):
        console.show(text)
    else:
        console.emit(text)


def _is_for_people(options: argparse.Namespace) -> bool:
    """Tell whether the text report is printed, because it is asked for or another one goes to a file."""
    return options.output_format == "text" or bool(options.output_file)


def _printed(options: argparse.Namespace) -> str:
    if not _is_for_people(options):
        return str(options.output_format)
    color, quiet, verbose = _looks(options)
    return f"text, colour {color:d}, quiet {quiet:d}, verbose {verbose:d}"


def _looks(options: argparse.Namespace) -> tuple[bool, bool, bool]:
    from roadworthy.commands.terminal import wants_color

    color = wants_color(options.color, os.environ, terminal=console.is_terminal())
    return color, options.quiet, options.verbose


def _files(options: argparse.Namespace) -> list[tuple[str, str, str]]:
    """Return of each report that goes to a file what was said of it, its format, and the file."""
    first = [("", options.output_format, options.output_file)] if options.output_file else []
    return first + [(text, text.partition("=")[0], text.partition("=")[2]) for text in options.report]
