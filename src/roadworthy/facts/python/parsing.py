"""The source text of Python from its bytes, and the syntax tree from the text."""

from __future__ import annotations

import ast
import sys

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_re import re
from roadworthy.facts.python.magics import blank_cells
from roadworthy.facts.python.newer_syntax import needed_python

#: A literal that Python reads, and that cannot be written in decimal (`sys.set_int_max_str_digits`).
_HUGE = re.compile(r"0[bBoOxX][0-9a-fA-F_]{3500,}+")
#: What an export of a notebook without a kernel leaves as it is.
_MAGIC = re.compile(r"\s*(?:%%?|!)[A-Za-z_]\w*")
#: What Python says of a file for Python 2: of `print x`, `exec x`, `except A, b`, `0755`, and
#: of tabs that are worth eight spaces.
_PYTHON_2 = re.compile(
    r"Missing parentheses in call to '(?:print|exec)'|multiple exception types must|leading zeros in decimal"
    r"|inconsistent use of tabs"
)
#: `async` or `await` as a name, as before Python 3.7.
_OLD_NAME = re.compile(
    r"\b(?:async|await)\s*=(?!=)|\bimport\s+(?:async|await)\b|\.(?:async|await)\b|\bif\s+async\s*:"
)
#: How many more lines than the one with the error may tell which Python reads it.
_MORE = 20
_RAW = re.compile(r"\b[uU][rR][\"']")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]", re.MULTILINE)


def declares_encoding(data: bytes) -> bool:
    """Tell whether source may declare an encoding in its first lines (PEP 263)."""
    return _COOKIE.search(data[:400]) is not None


def decode(path: str, data: bytes) -> str:
    """Return the text of Python source by PEP 263; raises `Unreadable` with what is wrong."""
    try:
        if data.startswith(b"\xef\xbb\xbf") or not declares_encoding(data):
            return data.decode("utf-8-sig")
        import io
        import tokenize

        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Location(path, span=Span(line, 1, line, 1))
        raise Unreadable(f"not valid {error.encoding}: byte 0x{data[error.start]:02x}", at) from None
    except (SyntaxError, LookupError) as error:
        raise Unreadable(str(error), Location(path, span=Span(1, 1, 1, 1))) from None


def parse(path: str, text: str, flags: int = 0) -> ast.Module:
    """Parse source text; raises `Unreadable` with the place of the syntax error."""
    try:
        # Without a name: to show the line of a syntax error, Python opens the file of that name.
        tree = compile(text, "", "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    except SyntaxError as error:
        line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
        at = Location(path, span=Span(line, column, line, column))
        magic = _MAGIC.match(error.text or "")
        what = f"`{magic[0].strip()}` is an IPython magic, not Python" if magic else error.msg
        # A setup.py is more than a file among others: nothing is known of the project without it.
        old = (_PYTHON_2.match(error.msg) or _RAW.search(error.text or "")) and path != "setup.py"
        cause = "Python 2" if old else "Python 3.6 or older" if _OLD_NAME.search(error.text or "") else ""
        rest = "\n".join(text.split("\n", line + _MORE)[line - 1 : line + _MORE])[column - 1 :]
        needs = needed_python(error.msg, error.text or "", sys.version_info[:2], rest)
        raise Unreadable(f"syntax error: {what}", at, cause=cause, needs=needs) from None
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"syntax error: {error}", Location(path, span=Span(1, 1, 1, 1))) from None
    except (RecursionError, MemoryError):
        at = Location(path, span=Span(1, 1, 1, 1))
        raise Unreadable("nested too deeply to be parsed", at) from None
    assert isinstance(tree, ast.Module)
    if huge := _HUGE.search(text):
        line = text.count("\n", 0, huge.start()) + 1
        raise Unreadable("a number of thousands of digits", Location(path, span=Span(line, 1, line, 1)))
    return tree


def parse_script(path: str, text: str) -> ast.Module:
    """Parse a file's text; a script of percent cells without the magics that editors run in them."""
    try:
        return parse(path, text)
    except Unreadable:
        blanked = blank_cells(text)
        if blanked == text:
            raise
        try:
            return parse(path, blanked)
        except Unreadable:
            pass
        raise
