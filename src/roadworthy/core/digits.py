"""Numbers of absurdly many digits, which Python takes quadratic time to read and refuses to write."""

from __future__ import annotations

from typing import Any

from roadworthy.core import limits
from roadworthy.core.late_re import re

#: A run of digits in any base, wherever it stands.
_ANY_BASE = re.compile(rf"(?<![0-9A-Fa-f_])[0-9A-Fa-f_]{{{limits.DIGITS}}}")
_DECIMAL = re.compile(rf"(?<!\d)\d{{{limits.DIGITS}}}")


def long_number(text: str) -> re.Match[str] | None:
    """Return the first run in a text that may be such a number; it may be a hash or a word as well."""
    return _ANY_BASE.search(text)


def has_long_number(data: Any) -> bool:
    """Tell whether plain data holds an integer of more than `limits.DIGITS` digits."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, (list, tuple, set)):
            pending.extend(value)
        elif isinstance(value, int) and value.bit_length() > 4 * limits.DIGITS:
            return True
    return False


def is_countable(text: str) -> bool:
    """Tell whether no number in a text, such as a version or a specifier, is too long to be read."""
    return len(text) < limits.DIGITS or _DECIMAL.search(text) is None
