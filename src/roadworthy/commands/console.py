"""The three standard streams: nothing else prints, reads standard input, or knows their encodings.

What people read goes out in the encoding of the stream, made inert for terminals and CI logs; what programs
read is UTF-8, byte for byte, on every system and in every locale.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from roadworthy.core.redact import Redactor


class OutputError(Exception):
    """Standard output cannot be written to: the message tells why, for a person."""


def open_streams() -> None:
    """Prepare the streams: what the encoding lacks is written as an escape, and no number is left free.

    Where a stream was closed, the next file to be opened would get its number, and messages would go there.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def show(text: str) -> None:
    """Print lines for people, whose values are `safe` and hold no secrets; raises `OutputError`."""
    from roadworthy.core.safe import inert

    _write(_shielded(inert(text), os.environ))


def emit(text: str) -> None:
    """Print what programs read, and what holds no secrets, as UTF-8; raises `OutputError`."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        _write(text)
        return
    # What is in the text layer goes first.
    flush()
    _attempt(buffer.write, text.encode("utf-8", "backslashreplace"))


def quote(text: str, redactor: Redactor | None = None) -> None:
    """Print what quotes the tree, without secrets, as UTF-8; raises `OutputError`.

    `redactor` knows the secrets of files; without one, they are known by how they look.
    """
    emit(_redacted(text, redactor))


def complain(message: str, redactor: Redactor | None = None) -> None:
    """Print one line on standard error, without secrets; where there is none, no one can be told."""
    from roadworthy.core.safe import safe

    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(safe(f"roadworthy: {_redacted(message, redactor)}"), file=sys.stderr, flush=True)


def _redacted(text: str, redactor: Redactor | None) -> str:
    if redactor is None:
        from roadworthy.core.redact import Redactor as _Redactor

        redactor = _Redactor()
    return redactor.text(text)


def say_in_passing(text: str) -> None:
    """Show a line on standard error in the place of the one before; an empty one takes it away."""
    from roadworthy.core.safe import safe

    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(f"\r\x1b[K{_redacted(safe(text), None)}", end="", file=sys.stderr, flush=True)


def complain_of_crash() -> None:
    """Print the traceback of the exception that is being handled, and that it is a fault of our own."""
    import traceback

    # Redacted as a whole: a private key has many lines.
    for line in _redacted(traceback.format_exc().rstrip(), None).split("\n"):
        complain(line)
    complain("this is a fault of roadworthy's own; please report it")


def flush() -> None:
    """Hand over what was printed; raises `OutputError`."""
    if sys.stdout is not None:
        _attempt(sys.stdout.flush)


def give_up() -> None:
    """Throw away what is still to be printed, for the interpreter would try once more at its end."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_input(limit: int) -> bytes:
    """Return at most `limit` bytes of standard input; raises `OSError` where it is closed or no input."""
    if sys.stdin is None:
        raise OSError("it is closed")
    return sys.stdin.buffer.read(limit)


def is_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def errors_are_on_terminal() -> bool:
    """Tell whether a person may be reading standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def is_watched() -> bool:
    """Tell whether a person sits before standard output: a hook or a CI may have a terminal as well."""
    from roadworthy.commands.terminal import is_read_by_a_person

    return is_read_by_a_person(os.environ, terminal=is_terminal())


def width() -> int:
    """Return how many columns standard output has for text: of the terminal, or as `COLUMNS` says."""
    import shutil

    from roadworthy.commands.terminal import USUAL, width_of

    return width_of(shutil.get_terminal_size((USUAL, 24)).columns)


def can_encode(text: str) -> bool:
    """Tell whether standard output has the characters of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (LookupError, UnicodeError):
        return False
    return True


def _shielded(text: str, environment: Mapping[str, str]) -> str:
    """Wrap text for the log of GitHub Actions, so that nothing in it is taken for a workflow command."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return text
    import secrets

    # Random, so that no one can write the line that ends it into a file name.
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def _write(text: str) -> None:
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    _attempt(sys.stdout.write, text)


def _attempt(call: Any, *arguments: Any) -> None:
    try:
        call(*arguments)
    except BrokenPipeError:
        raise OutputError("standard output was closed before everything was written") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"standard output cannot be written to: {reason}") from None
