"""Render plain data as TOML in as many styles as TOML has, chosen by a random generator."""

from __future__ import annotations

import datetime
import math
import random
import re
from typing import Any

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\x1b": "\\e"}


def render(data: dict[str, Any], choose: random.Random) -> str:
    """Return TOML that holds the data."""
    lines = [*_table(data, [], choose)]
    text = "".join(_noise(choose) + line + _line_end(choose) for line in lines)
    text = text[:-1] if text and choose.random() < 0.2 else text
    return text.replace("\n", "\r\n") if choose.random() < 0.3 else text


def _table(table: dict[str, Any], path: list[str], choose: random.Random) -> list[str]:
    pairs: list[str] = []
    sections: list[list[str]] = []
    for key, value in table.items():
        below = [*path, key]
        style = choose.choice(["inline", "dotted", "header", "header"])
        if style == "dotted" and isinstance(value, dict) and value:
            pairs += _dotted(value, [key], choose)
        elif style == "header" and isinstance(value, dict):
            body = _table(value, below, choose)
            implicit = body and body[0].lstrip().startswith("[") and choose.random() < 0.7
            header = f"[{_space(choose)}{_key(below, choose)}{_space(choose)}]"
            sections.append(body if implicit else [header, *body])
        elif style == "header" and _is_tables(value):
            section = []
            for item in value:
                section.append(f"[[{_space(choose)}{_key(below, choose)}{_space(choose)}]]")
                section += _table(item, below, choose)
            sections.append(section)
        else:
            pairs.append(_pair([key], value, choose))
    choose.shuffle(sections)
    return pairs + [line for section in sections for line in section]


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _dotted(table: dict[str, Any], path: list[str], choose: random.Random) -> list[str]:
    pairs = []
    for key, value in table.items():
        if isinstance(value, dict) and value and choose.random() < 0.7:
            pairs += _dotted(value, [*path, key], choose)
        else:
            pairs.append(_pair([*path, key], value, choose))
    return pairs


def _pair(path: list[str], value: Any, choose: random.Random) -> str:
    return f"{_key(path, choose)}{_space(choose)}={_space(choose)}{_value(value, choose)}"


def _key(path: list[str], choose: random.Random) -> str:
    dot = f"{_space(choose)}.{_space(choose)}"
    return dot.join(_key_part(part, choose) for part in path)


def _key_part(part: str, choose: random.Random) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+", part) and choose.random() < 0.6:
        return part
    if re.fullmatch(r"[^'\x00-\x1f\x7f]*", part) and choose.random() < 0.5:
        return f"'{part}'"
    return _basic(part, choose)


def _value(value: Any, choose: random.Random) -> str:
    if isinstance(value, str):
        return _string(value, choose)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value, choose)
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else f"{value:+}"
    if isinstance(value, dict):
        dotted = choose.random() < 0.3
        pairs = _dotted(value, [], choose) if dotted else [_pair([k], v, choose) for k, v in value.items()]
        return _enclosed("{", pairs, "}", choose)
    if isinstance(value, list):
        return _enclosed("[", [_value(item, choose) for item in value], "]", choose)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=choose.choice("T ")).replace("+00:00", choose.choice(["Z", "+00:00"]))
    return str(value.isoformat())


def _integer(value: int, choose: random.Random) -> str:
    styles = [f"{value}", f"{value:_}"]
    if value >= 0:
        styles += [f"{value:+}", f"{value:#x}", f"{value:#o}", f"{value:#b}"]
    return choose.choice(styles)


def _enclosed(opening: str, parts: list[str], closing: str, choose: random.Random) -> str:
    comma = choose.choice(["", ","]) if parts else ""
    inside = f",{_gap(choose)}".join(f"{part}{_gap(choose)}" for part in parts)
    return f"{opening}{_gap(choose)}{inside}{comma}{_gap(choose)}{closing}"


def _string(value: str, choose: random.Random) -> str:
    style = choose.choice(["basic", "basic", "literal", "long basic", "long literal"])
    if style == "literal" and re.fullmatch(r"[^'\x00-\x08\x0a-\x1f\x7f]*", value):
        return f"'{value}'"
    if style == "long literal" and re.fullmatch(r"(?:(?!''')[^\x00-\x08\x0b-\x1f\x7f])*", value):
        return f"'''{choose.choice([chr(10), ''])}{value}'''" if value[:1] != "\n" else f"'''\n{value}'''"
    if style == "long basic":
        return f'"""\n{_long(value, choose)}"""'
    return _basic(value, choose)


def _long(value: str, choose: random.Random) -> str:
    if not value:
        return ""
    done = []
    quotes = 0
    for character, following in zip(value, value[1:] + "x", strict=True):
        quotes = quotes + 1 if character == '"' and quotes < 2 else 0
        if quotes or (character == "\n" and choose.random() < 0.5):
            done.append(character)
        else:
            done.append(_escaped(character, choose))
        if not quotes and following not in " \t\n" and choose.random() < 0.1:
            done.append(choose.choice(["\\\n", "\\ \n\n\t "]))
    return "".join(done)


def _basic(value: str, choose: random.Random) -> str:
    return f'"{_escaped(value, choose)}"'


def _escaped(value: str, choose: random.Random) -> str:
    done = []
    for character in value:
        code = ord(character)
        if character in _ESCAPES:
            done.append(_ESCAPES[character])
        elif code < 0x20 or code == 0x7F or choose.random() < 0.1:
            done.append(f"\\x{code:02x}" if code < 0x100 and choose.random() < 0.5 else f"\\U{code:08x}")
        else:
            done.append(character)
    return "".join(done)


def _space(choose: random.Random) -> str:
    return choose.choice(["", "", " ", "\t", "  "])


def _gap(choose: random.Random) -> str:
    return choose.choice(["", "", " ", "\n", "\t\n ", _comment(choose) + "\n"])


def _line_end(choose: random.Random) -> str:
    return _space(choose) + choose.choice(["", "", _comment(choose)]) + "\n"


def _noise(choose: random.Random) -> str:
    return choose.choice(["", "", "", "\n", "  ", _comment(choose) + "\n"])


def _comment(choose: random.Random) -> str:
    return choose.choice(["#", "# it's", '# """', "#[x]", "# a = {", "## '''", "# é 😀 ]"])
