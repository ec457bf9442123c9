"""Tokens of Groovy, as far as a Jenkinsfile needs them: words, strings and brackets, without comments."""

from __future__ import annotations

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re

#: Characters of one Jenkinsfile: what is longer is read up to here.
SIZE = 1_000_000
_WORD = re.compile(r"[A-Za-z_$@][\w$]*+|\d++")
_BLANK = re.compile(r"[ \t\r\f\v]++")


@dataclass(frozen=True, slots=True)
class GroovyToken:
    """A word, string, new line or sign, and where it begins and ends in the text."""

    kind: str
    text: str
    start: int
    end: int
    #: Where a string's content begins; the same as the text, unless it holds escapes.
    inner: int = 0
    raw: bool = False


def groovy_tokens(text: str) -> list[GroovyToken]:
    """Return the tokens of a Groovy script; a string that is left open ends with its line or the text."""
    text = text[:SIZE]
    found: list[GroovyToken] = []
    at, size = 0, len(text)
    while at < size:
        char = text[at]
        if blank := _BLANK.match(text, at):
            at = blank.end()
        elif text.startswith("//", at):
            end = text.find("\n", at)
            at = size if end < 0 else end
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
            at = size if end < 0 else end + 2
        elif char in "'\"" or text.startswith("$/", at) or (char == "/" and _may_begin(found)):
            token = _string(text, at)
            found.append(token)
            at = token.end
        elif word := _WORD.match(text, at):
            found.append(GroovyToken("word", word[0], at, word.end()))
            at = word.end()
        else:
            found.append(GroovyToken("line" if char == "\n" else "sign", char, at, at + 1))
            at += 1
    return found


def _may_begin(found: list[GroovyToken]) -> bool:
    """Tell whether a slash begins a string here: not after a value, where it divides."""
    last = found[-1] if found else None
    return last is None or last.kind == "line" or (last.kind == "sign" and last.text in "(,=:[{~!&|?")


def _string(text: str, at: int) -> GroovyToken:
    for mark in ("'''", '"""', "'", '"', "$/", "/"):
        if text.startswith(mark, at):
            break
    close = "/$" if mark == "$/" else mark
    begin = at + len(mark)
    end, size = begin, len(text)
    while end < size:
        if text[end] == "\\" and mark != "$/":
            end += 2
        elif text.startswith(close, end) or (len(mark) == 1 and text[end] == "\n"):
            break
        else:
            end += 1
    end = min(end, size)
    inner = text[begin:end]
    plain = inner if mark in ("$/", "/") else _unescaped(inner)
    after = end + len(close) if text.startswith(close, end) else end
    return GroovyToken("string", plain, at, after, begin, raw=mark in ("'", "'''"))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    known = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "$": "$", "\n": ""}
    return re.sub(r"\\(.)", lambda found: known.get(found[1], found[0]), text, flags=re.DOTALL)
