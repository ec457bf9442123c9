"""Values of settings whose names say that they are secret, in code, YAML, INI, commands and headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.core.placeholders import is_placeholder

_CREDENTIAL = re.compile(r"[\w.~+/=-]{8,}")

#: How names end that say that their value is a secret, in lower case; `auth`, `key` and `token` say less.
_NAMES = (
    *(
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "pwd",
        "secret",
        "token",
        "key",
        "auth",
        "authorization",
    ),
    *("credential", "credentials"),
)
_WEAK = frozenset(("token", "key", "auth", "credential", "credentials"))
_KEY_OF = re.compile(r"(?:api|access|auth|encrypt(?:ion)?|master|private|secret|sign(?:ing)?)[_-]?\Z")
_TOKEN_OF = re.compile(
    r"(?:access|api|auth|bearer|bot|client|deploy|github|gitlab|refresh|secret|session)[_-]?\Z"
)
# What may be between a name and its value: `"]`, an annotation, and a sign.
_SIGN = re.compile(
    r"(?:[_-]?(?:\d{1,2}|value|prod|dev|old|new|b64))?(?![A-Za-z0-9_])"
    r"(?:\\{0,3}[\"'`]{1,3}\]?)?[ \t]{0,20}(?::[ \t]{0,4}[A-Za-z_][\w.|\[\], ]{0,60}?[ \t]{0,4}(?==))?"
    r"([!=]=|:=|=>|[:=,])[ \t]{0,20}(?:\[[ \t]?)?"
)
_OPTION = re.compile(
    r"(?:(?<![\w-])--?[\w-]{0,40}|\b(?:env|arg)[ \t]{1,8}\w{0,60}|\blogin[ \t]+\S{1,100}[ \t]+)\Z"
)
_QUOTED = re.compile(r"[rbfuRBFU]{0,2}(\\{0,3}(?:\"{3}|'{3}|[\"'`]))((?:(?!\1)[^\n])*)")
_WRAPPED = re.compile(
    r"(?:\w{1,30}\.)?(?:Secret\w{0,10}|str|bytes|(?:safe|un)?quote\w{0,6}|b64decode|fromhex)"
    r"\([rbuRBU]?(\\{0,3}[\"'])((?:(?!\1)[^\n])*)\1"
)
# Bounded, for a line may repeat one name a hundred thousand times; what is a secret is followed to its end.
_BARE = re.compile(r"[^\s\"'`]{1,500}")
_BARE_IN_CODE = re.compile(r"[^\s\"'`,;(){}\[\]<>#&|\\]{1,500}(?![(\[{])")
# `Ed25519PrivateKey`: an expression, or an annotation.
_TYPE = re.compile(r"(?:[A-Z][a-z]+\d*){2,}|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_BLANKS = re.compile(r"[ \t]{1,20}")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}[ \t]*\r?\n([ \t]+)(\S[^\n]*(?:\n\1[^\n]*){0,200})")
_HEX = re.compile(r"[0-9a-f]{12,}|[0-9A-F]{12,}")
_RANDOM = re.compile(r"[A-Za-z0-9+/_=.~-]{16,}")


_Form = tuple[re.Pattern[str], int, Callable[[str], bool] | None]


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a text, from `start` to `end`; without a kind where only the name of its setting tells."""

    start: int
    end: int
    kind: str = ""


def secret_settings(text: str, plain: bool) -> Iterator[Secret]:
    """Yield the values of settings whose names say that they are secret, and of headers that authorize."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(char.lower() if char.isascii() else char for char in text)
    for name in _NAMES:
        start = lower.find(name)
        while start >= 0:
            end = start + len(name)
            # In most places it is a part of a longer word, or is given no value.
            if not lower[end : end + 1].isalpha():
                found = _value(text, lower, start, end, plain)
                if found:
                    yield found
                    end = found.end
            start = lower.find(name, end)
    for word in ("bearer ", "basic ", "token "):
        yield from _in_headers(text, lower, word)


def _in_headers(text: str, lower: str, word: str) -> Iterator[Secret]:
    """Yield what follows the scheme of a header that authorizes (RFC 9110 section 11.4)."""
    start = lower.find(word)
    while start >= 0:
        match = _CREDENTIAL.match(text, start + len(word))
        if match:
            told = "authorization" in lower[max(start - 30, 0) : start]
            if is_random(match[0], 20) or (told and not is_placeholder(match[0])):
                yield Secret(match.start(), match.end())
        start = lower.find(word, start + len(word))


def _value(text: str, lower: str, start: int, end: int, plain: bool) -> Secret | None:
    """Return the value of the setting whose name ends with a word from `start` to `end`, if it is secret."""
    sign = _SIGN.match(text, end)
    # Whether a blank follows is told faster than what is before the name.
    if sign is None and text[end : end + 1] in (" ", "\t"):
        sign = _BLANKS.match(text, end) if _OPTION.search(lower[max(start - 70, 0) : start]) else None
    if sign is None:
        return None
    listed = sign[0].rstrip(" \t[").endswith(",")
    if listed and lower[end : end + 1] not in "\"'`\\":
        return None  # one argument, and the next
    judge = _judge(text, lower, start, end, plain, listed=listed)
    for pattern, group, judged in _QUOTES if listed else _PLAIN_FORMS if plain else _CODE_FORMS:
        match = pattern.match(text, sign.end())
        if match:
            value = match[group]
            if not judge(value) or (judged and not judged(value)):
                return None
            until = match.end(group)
            while pattern in (_BARE, _BARE_IN_CODE) and (more := pattern.match(text, until)):
                until = more.end()
            return Secret(match.start(group), until)
    return None


def _judge(
    text: str, lower: str, start: int, end: int, plain: bool, *, listed: bool
) -> Callable[[str], bool]:
    """Return what tells whether a setting's value is a secret: the less its name says, the more it takes."""
    name, before = lower[start:end], lower[max(start - 14, 0) : start]
    weak = name in _WEAK
    if (name == "key" and _KEY_OF.search(before)) or (
        name == "token" and (plain or _TOKEN_OF.search(before))
    ):
        weak = False

    part = before[-1:].isalpha() and text[start].islower()  # `monkey`, and not `hostKey`
    public = name == "key" and before.endswith(("public_", "public-", "public"))

    def judge(value: str) -> bool:
        # Digits first, which most values lack: to ask whether it is a placeholder takes longer.
        if public or (weak and (part or not any(map(str.isdigit, value)))) or is_placeholder(value):
            return False
        if weak:
            if name == "token" and len(value) >= 8 and not any(blank in value for blank in " \t"):
                return sum(map(str.isdigit, value)) >= 2 and sum(map(str.isalpha, value)) >= 2
            return is_random(value, 12)
        # A list of names, or a sentence; a block of text has lines.
        worded = listed or ("\n" not in value and any(blank in value.strip() for blank in " \t"))
        return not worded or any(map(_is_mixed, value.split()))

    return judge


def _is_mixed(word: str) -> bool:
    """Tell whether a word has letters and digits, and is no placeholder."""
    if len(word) < 6 or is_placeholder(word):
        return False
    return _has_both(word)


def _is_bare(value: str) -> bool:
    return _is_mixed(value) and not _TYPE.fullmatch(value)


def _has_both(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def is_random(value: str, least: int) -> bool:
    """Tell whether a value of at least so many characters looks made by chance: digits among its letters."""
    if len(value) < least or is_placeholder(value):
        return False
    if _HEX.fullmatch(value):
        return _has_both(value)
    run: str = max(_RANDOM.findall(value), key=len, default="")
    pairs = ((a, b) for a, b in pairwise(run) if a.isalnum() and b.isalnum())
    if sum(a.isdigit() != b.isdigit() for a, b in pairs) >= 3:
        return True
    return len(run) >= 20 and all(any(map(test, run)) for test in (str.isdigit, str.isupper, str.islower))


#: The forms that a value may have: its pattern, the group that is the value, and what else it must be.
_QUOTES: tuple[_Form, ...] = ((_QUOTED, 2, None),)
_CODE_FORMS: tuple[_Form, ...] = (*_QUOTES, (_WRAPPED, 2, _is_mixed), (_BARE_IN_CODE, 0, _is_bare))
_PLAIN_FORMS: tuple[_Form, ...] = (*_QUOTES, (_WRAPPED, 2, _is_mixed), (_BLOCK, 2, None), (_BARE, 0, None))
