"""Texts that make a regular expression slow, made from the expression itself: repeats, prefixes, middles.

A backtracking matcher takes more than linear time where one piece of text can be read in several ways, or
where a search that fails late starts again at each character. Either shows when something that a repeat
accepts is repeated, behind what leads to the repeat, and followed by what the expression refuses.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: What stands for each category of characters.
_CATEGORIES = {
    "CATEGORY_SPACE": " \n",
    "CATEGORY_NOT_SPACE": "a-",
    "CATEGORY_DIGIT": "1",
    "CATEGORY_NOT_DIGIT": "a ",
    "CATEGORY_WORD": "a1",
    "CATEGORY_NOT_WORD": " -",
}
_ENDS = ("\0", "", "\n!", "a\0")
#: How often a text is repeated: few times for what is exponential, more for what is cubic, and quadratic.
_SIZES = (18, 80, 300, 2000)
#: Characters of one text: what is long in itself is repeated less often.
_LONGEST = 6000
#: Seconds of this thread that a text may take without being looked at again; linear time is far below.
_FLOOR = 0.00075
#: Four times the text takes four times as long; sixteen times, where time grows with its square.
_RATIO = 7.0


def slow(call: Callable[[str], object], pattern: re.Pattern[str]) -> str | None:
    """Return a text, in words, on which `call` takes more than linear time; None where there is none.

    Deterministic but for the clock, whose verdict is asked for again, larger, before it counts.
    """
    for prefix, pump, end in attacks(pattern):
        for size in _SIZES:
            text = _text(prefix, pump, end, size)
            taken = _seconds(call, text)
            if taken > _FLOOR:
                # Three times: another program may have slowed the processor meanwhile.
                if all(_is_slow(call, prefix, pump, end, size) for _ in range(3)):
                    return f"{prefix!r} + {pump!r} * {size} + {end!r}"
                break
            if size == _SIZES[-2] and taken < _least(len(text), prefix, pump, end):
                break
            if size == _SIZES[-2]:
                # Less what is linear, by a shorter text, which anything may have interrupted once.
                shorter = _text(prefix, pump, end, _SIZES[-3])
                share = len(shorter) / len(text)
                curved = taken - min(_seconds(call, shorter), _seconds(call, shorter)) / share
                if curved < _least(len(text), prefix, pump, end) * (1 - share):
                    break
    return None


def _least(length: int, prefix: str, pump: str, end: str) -> float:
    """Return half of the seconds that a text takes whose square makes the longest one exceed the floor.

    Most texts take far fewer, and need not be made at the full size.
    """
    longest = len(prefix) + len(pump) * _times(pump, _SIZES[-1]) + len(end)
    return _FLOOR * (length / longest) ** 2 / 2


def _is_slow(call: Callable[[str], object], prefix: str, pump: str, end: str, size: int) -> bool:
    if size == _SIZES[0]:
        return min(_seconds(call, _text(prefix, pump, end, size)) for _ in range(3)) > _FLOOR
    quarter = [_seconds(call, _text(prefix, pump, end, size // 4)) for _ in range(5)]
    whole = [_seconds(call, _text(prefix, pump, end, size)) for _ in range(5)]
    return min(whole) > _FLOOR and min(whole) > _RATIO * min(quarter)


def _text(prefix: str, pump: str, end: str, size: int) -> str:
    return prefix + pump * _times(pump, size) + end


def _times(pump: str, size: int) -> int:
    return max(size // len(pump), min(size // 5, _LONGEST // len(pump)))


def _seconds(call: Callable[[str], object], text: str) -> float:
    before = time.thread_time()
    call(text)
    return time.thread_time() - before


def attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Yield prefix, what to repeat, and end, each once."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    alphabet = "".join(dict.fromkeys(_alphabet(tree)))[:24]
    bodies = dict.fromkeys(map(_root, _bodies(tree, alphabet)))
    pairs = (one + other for one in alphabet[:10] for other in alphabet[:10])
    # What repeats within itself makes the texts of the shorter one again.
    pumps = dict.fromkeys(map(_root, [*bodies, *alphabet, *pairs]))
    prefixes = dict.fromkeys(["", *_prefixes(tree, alphabet), *_prefixes(tree, alphabet, 1)])
    seen = set()
    for prefix in list(prefixes)[:20]:
        for pump in list(pumps)[:90]:
            for end in _ENDS[: 4 if pump in bodies else 2]:
                if pump and (prefix, pump, end) not in seen:
                    seen.add((prefix, pump, end))
                    yield prefix, pump, end


def _root(text: str) -> str:
    """Return the shortest text that a text is a repetition of."""
    return text[: (text + text).find(text, 1)] if text else text


def _alphabet(tree: Any) -> Iterator[str]:
    """Yield a character for each class and each literal of an expression."""
    for code, value in tree:
        name = str(code)
        if name in ("LITERAL", "NOT_LITERAL"):
            yield chr(value)
        elif name == "ANY":
            yield "x"
        elif name == "IN":
            for kind, item in value:
                if str(kind) == "LITERAL":
                    yield chr(item)
                elif str(kind) == "RANGE":
                    yield chr(item[0])
                elif str(kind) == "CATEGORY":
                    yield from _CATEGORIES[str(item)]
        elif name == "CATEGORY":
            yield from _CATEGORIES[str(value)]
        else:
            for inner in _inner(name, value):
                yield from _alphabet(inner)


def _inner(name: str, value: Any) -> list[Any]:
    if name == "BRANCH":
        return list(value[1])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "ATOMIC_GROUP":
        return [value]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if name == "GROUPREF_EXISTS":
        return [branch for branch in value[1:] if branch is not None]
    return []


def _bodies(tree: Any, alphabet: str) -> Iterator[str]:
    """Yield samples of what each repeat repeats, of each branch, and of each run of literals."""
    for code, value in tree:
        name = str(code)
        for inner in _inner(name, value):
            if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT", "BRANCH"):
                yield from _samples(inner, alphabet)
            yield from _bodies(inner, alphabet)
    yield from _samples(tree, alphabet)
    run = ""
    for code, value in tree:
        if str(code) == "LITERAL":
            run += chr(value)
        else:
            yield run
            run = ""
    yield run


def _prefixes(tree: Any, alphabet: str, choice: int = 0) -> Iterator[str]:
    """Yield what leads to each repeat, and past it; `choice` says how often earlier ones repeat."""
    so_far = ""
    for code, value in tree:
        name = str(code)
        for inner in _inner(name, value):
            for prefix in _prefixes(inner, alphabet, choice):
                yield so_far + prefix
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield so_far
        so_far += _sample([(code, value)], alphabet, choice)
    yield so_far


def _samples(tree: Any, alphabet: str) -> Iterator[str]:
    for choice in range(3):
        yield _sample(tree, alphabet, choice)


def _sample(tree: Any, alphabet: str, choice: int) -> str:
    """Return a text that the expression accepts, assertions aside; `choice` picks among its ways."""
    text = ""
    for code, value in tree:
        name = str(code)
        if name == "LITERAL":
            text += chr(value)
        elif name in ("NOT_LITERAL", "ANY", "IN"):
            text += _character(code, value, alphabet, choice)
        elif name == "BRANCH":
            text += _sample(value[1][choice % len(value[1])], alphabet, choice)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, body = value
            text += _sample(body, alphabet, choice) * min(max(low, min(choice, high)), 40)
        elif name not in ("ASSERT", "ASSERT_NOT"):
            text += "".join(_sample(inner, alphabet, choice) for inner in _inner(name, value)[:1])
    return text


def _character(code: Any, value: Any, alphabet: str, choice: int) -> str:
    """Return one of the alphabet's characters that a class accepts."""
    single = parser.SubPattern(parser.State(), [(code, value)])
    single.state.str = ""
    accepts = compiler.compile(single)
    fitting = [character for character in alphabet + "ax1 -\n" if accepts.match(character)]
    return fitting[choice % len(fitting)] if fitting else ""
