"""Hiding secrets in what leaves: in texts whose positions count, and in messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from roadworthy.core.late_re import re
from roadworthy.core.secrets import is_plain, secrets_in
from roadworthy.core.token_shapes import SHAPES

# What may be a secret that a message cuts off, and the ellipsis, folded, that says so.
_PIECE = re.compile(r"([^\s`\"'\u2026]*[^\s`\"'\u2026-])(---|-*\u2026)?")
#: To how many known secrets a piece is compared.
_COMPARED = 1_000
#: Longer ones are hidden within other words, too: rules may take out the blanks around them.
_LONG = 16
#: Shorter values are too common to be looked for wherever they are.
_SHORTEST = 6
#: How many words of a name are told apart.
_WORDS = 6
# What is left of a token whose end is cut off: one of the fixed beginnings, then letters among digits.
_CUT = re.compile(
    "(?<![A-Za-z0-9])(?:"
    + "|".join(
        re.escape(part)
        for _, parts, _ in SHAPES
        for part in parts.split()
        if len(part) > 3 and not (part.isalpha() and part.islower())
    )
    + r")(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[\w.+/=-]{6,}"
)
#: What is masked, and by what: a character of as many bytes in UTF-8, and so of as many units in UTF-16.
_SHOWN = re.compile(r"[^\r\n]")
_MASKS = {1: "*", 2: "\u00b7", 3: "\u2022", 4: "\U0001f7b6"}
_FOLDED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ_.", "abcdefghijklmnopqrstuvwxyz--")


def masked(text: str, *, plain: bool = False) -> str:
    """Return a text with each character of a secret masked: lines, columns and lengths stay as they are.

    They stay in UTF-8 and UTF-16, too. `plain` is that of `secrets_in`.
    """
    pieces: list[str] = []
    done = 0
    for secret in secrets_in(text, plain=plain):
        pieces += text[done : secret.start], _mask(text[secret.start : secret.end])
        done = secret.end
    return "".join((*pieces, text[done:])) if pieces else text


def _mask(value: str) -> str:
    if value.isascii():
        return _SHOWN.sub("*", value)
    return _SHOWN.sub(lambda match: _MASKS[len(match[0].encode("utf-8", "surrogatepass"))], value)


@dataclass(slots=True)
class Redactor:
    """Hides secrets in messages: those that a text shows by itself, and those that files are known to hold.

    So a value is hidden, too, where a message quotes it without the name of its setting.
    """

    #: Folded values of secrets by their first characters and their lengths.
    _known: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    _spared: set[str] = field(default_factory=set)
    _learnt: dict[str, tuple[int, bool]] = field(default_factory=dict)
    _done: dict[str, str] = field(default_factory=dict)

    def spare(self, names: Iterable[str]) -> None:
        """Take in names that every path shows, as those of directories: no value that is one is a secret.

        Nor is a word of one, or several in a row: the password `ranger` hides nothing beside `ranger_sdk`.
        Call it before `learn`.
        """
        for name in names:
            words = name.translate(_FOLDED).split("-")[:_WORDS]
            self._spared.update(
                "-".join(words[start:end])
                for start in range(len(words))
                for end in range(start + 1, len(words) + 1)
            )
            self._spared.add(name.translate(_FOLDED))

    def learn(
        self, path: str, text: str, values: Sequence[str] | None = None, *, shapes: bool = True
    ) -> None:
        """Take in the secrets that a file holds; a text is read once.

        `values` are those that `secret_values` found, if it was asked. Without `shapes`, those are left aside
        that any text shows by itself.
        """
        # Its hash, and not the text: that would be all of the project.
        told = hash(text), shapes
        if self._learnt.get(path) == told:
            return
        self._learnt[path] = told
        self.add(secret_values(path, text, shapes=shapes) if values is None else values)

    def add(self, values: Iterable[str]) -> None:
        """Take in what `secret_values` found in a file."""
        for value in values:
            if value in self._spared:
                continue
            lengths = self._known.setdefault(value[:_SHORTEST], {})
            lengths.setdefault(len(value), set()).add(value)
            self._done.clear()

    def text(self, text: str) -> str:
        """Return a message without secrets: each is `***`, with its kind where that is known."""
        if len(text) < 4:
            return text
        if text not in self._done:
            self._done[text] = self._hidden(text)
        return self._done[text]

    def _hidden(self, text: str) -> str:
        spans = [(secret.start, secret.end, secret.kind) for secret in secrets_in(text)]
        spans += [(match.start(), match.end(), "") for match in _CUT.finditer(text)]
        if self._known:
            spans += [(start, end, "") for start, end in self._occurrences(text)]
        pieces: list[str] = []
        done = 0
        for start, end, kind in _joined(spans):
            pieces += text[done:start], f"***{kind}***" if kind else "***"
            done = end
        return "".join((*pieces, text[done:])) if pieces else text

    def _occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where known secrets are, whole, or cut off by an ellipsis or the end of a quotation."""
        folded = text.translate(_FOLDED)
        position, last = 0, len(folded) - _SHORTEST
        while position <= last:
            values = self._known.get(folded[position : position + _SHORTEST])
            end = _longest(folded, position, values) if values else 0
            if end:
                yield position, end
            position = end or position + 1


def secret_values(path: str, text: str, *, shapes: bool = True) -> list[str]:
    """Return what is looked for of the secrets that a file holds; for `shapes`, see `Redactor.learn`."""
    return [
        value
        for secret in secrets_in(text, plain=is_plain(path), shapes=shapes)
        for value in _values(text[secret.start : secret.end], secret.kind)
    ]


def _values(text: str, kind: str) -> Iterator[str]:
    """Yield what is looked for of a secret: its value, folded, as rules may quote it; of a key, each line."""
    if kind == "private key" or "\n" in text:
        lines = [line.strip(" \t\r\"',") for part in text.split("\n") for line in part.split("\\n")]
        texts = [line for line in lines if len(line) >= 16]
    else:
        texts = [text]
        if "\\" in text:
            try:
                texts.append(json.loads(f'"{text}"'))
            except ValueError:
                texts.append(text.replace("\\", ""))
    for value in texts:
        folded = value.translate(_FOLDED)
        # The second as the name of a distribution is normalised.
        for form in (folded, re.sub("-{2,}", "-", folded)):
            if len(form) >= _SHORTEST:
                yield form


def _bounded(text: str, position: int) -> bool:
    return not 0 < position < len(text) or not (text[position - 1].isalnum() and text[position].isalnum())


def _longest(text: str, position: int, values: Mapping[int, set[str]]) -> int:
    """Return where the longest of the values ends that a text has at a position; 0 for none."""
    alone = _bounded(text, position)
    for length in sorted(values, reverse=True):
        end = position + length
        if (length >= _LONG or (alone and _bounded(text, end))) and text[position:end] in values[length]:
            return end
    match = _PIECE.match(text, position)
    if not alone or match is None or not (match[2] or _telling(match[1])):
        return 0
    some = islice((value for same in values.values() for value in same), _COMPARED)
    return match.end(1) if any(value.startswith(match[1]) for value in some) else 0


def _telling(piece: str) -> bool:
    """Tell whether a piece of a secret without the rest gives it away, and is no common word."""
    return len(piece) >= 12 or (any(map(str.isdigit, piece)) and any(map(str.isalpha, piece)))


def _joined(spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield spans in order, those that overlap or touch as one."""
    last: tuple[int, int, str] | None = None
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if last is None:
            last = start, end, kind
        elif start <= last[1]:
            last = last[0], max(last[1], end), last[2] or kind
        else:
            yield last
            last = start, end, kind
    if last is not None:
        yield last
