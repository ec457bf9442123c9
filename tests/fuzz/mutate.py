"""Changes to inputs: of bytes and lines in any, of values where there is structure, of archives' members."""

from __future__ import annotations

import ast
import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from roadworthy.testing.zipbuilder import write_zip

#: What parsers trip over, in any text.
_TOKENS = (
    *("0", "-1", "1e999", "9" * 30, "9" * 5_000, "0x" + "f" * 5_000, "nan", "inf", "1j", "true", "null", "~"),
    *(
        "",
        " ",
        "\0",
        "\r",
        "\t",
        "\x0c",
        "\u2028",
        "\ufeff",
        "\udcff",
        "é",
        "😀",
        "\\",
        "\\\n",
        "'",
        '"',
        '"""',
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        "|",
        "||",
        "&",
        "*",
        "**",
        "!",
        "%",
        "%(x)s",
        "#",
        ";",
        "@",
        "`",
    ),
    *(
        "{{x}}",
        "${{ x }}",
        "${X:-y}",
        "$(x)",
        "<<EOF",
        "&a",
        "*a",
        "<<: *a",
        "---",
        "...",
        "? ",
        "- ",
        ": ",
        "=",
    ),
    *(
        "[" * 300,
        "(" * 300,
        "{" * 300,
        "a." * 300,
        " " * 2_000,
        "-" * 300,
        "../../x",
        "/",
        "C:\\x",
        "file:///x",
    ),
    *("lambda: ", "await x", "match x:\n case 1: pass", "global x", "*x, = y", "%%bash", "!ls", "?x", "x??"),
    *(
        ">=3.99",
        "^1",
        "~=1",
        "==*",
        "===x",
        "; x == 'y'",
        "name",
        "[project]",
        "[[x]]",
        "\n[tool.x]\n",
        "FROM x",
    ),
)
#: Sizes and offsets that are none.
_NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0")
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 10**300, 1.5, float("1e300"), "", "x", "9" * 5_000, "\0", "é😀"),
    *([], {}, [[]], [None], {"": None}, {"x": {"x": {}}}, ["x", 1, None, []], "/home/ada/x.csv", "a\nb"),
)


def changed(kind: str, data: bytes, other: bytes, random: Random) -> bytes:
    """Return an input of a kind, changed in one to three ways; `other` is another of the kind."""
    for _ in range(random.randint(1, 3)):
        ways = [*_ANY, *_OF_KIND.get(kind, ())]
        if kind in ("wheel", "sdist", "native"):
            ways = [_bytes_changed, *_OF_KIND[kind] * 3]
        data = random.choice(ways)(data, other, random)[: 2 << 20]
    return data


def _bytes_changed(data: bytes, other: bytes, random: Random) -> bytes:
    made = bytearray(data)
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(made) + 1)
        match random.randrange(5):
            case 0 if made:
                made[min(at, len(made) - 1)] = random.randrange(256)
            case 1:
                made[at:at] = bytes(random.randrange(256) for _ in range(random.randint(1, 4)))
            case 2:
                del made[at : at + random.randint(1, 20)]
            case 3:
                made[at : at + 4] = random.choice(
                    (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0")
                )
            case _:
                made[at:at] = made[: random.randint(0, 40)]
    return bytes(made)


def _cut(data: bytes, other: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _spliced(data: bytes, other: bytes, random: Random) -> bytes:
    start = random.randrange(len(other) + 1)
    at = random.randrange(len(data) + 1)
    return data[:at] + other[start : start + random.randint(1, 400)] + data[at:]


def _token_put(data: bytes, other: bytes, random: Random) -> bytes:
    token = random.choice(_TOKENS).encode("utf-8", "surrogateescape" if random.random() < 0.5 else "replace")
    words = list(re.finditer(rb"[\w.+-]+", data))
    if words and random.random() < 0.6:
        word = random.choice(words)
        return data[: word.start()] + token + data[word.end() :]
    at = random.randrange(len(data) + 1)
    return data[:at] + token + data[at:]


def _lines_changed(data: bytes, other: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            lines[at:at] = [lines[at]] * random.choice((1, 2, 200))
        case 1:
            del lines[at]
        case 2:
            random.shuffle(lines)
        case 3:
            lines[at] = random.choice((b" ", b"\t", b"    ", b"  ")) + lines[at]
        case 4:
            lines[at] = lines[at].lstrip()
        case _:
            return random.choice((b"\r\n", b"\r", b"\n\n")).join(lines)
    return b"\n".join(lines)


_ANY: tuple[Callable[[bytes, bytes, Random], bytes], ...] = (
    _bytes_changed,
    _cut,
    _spliced,
    _token_put,
    _token_put,
    _token_put,
    _lines_changed,
    _lines_changed,
)


def _json_changed(data: bytes, other: bytes, random: Random) -> bytes:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return _token_put(data, other, random)
    places: list[tuple[Any, Any]] = []
    pending = [document]
    while pending:
        value = pending.pop()
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, inner in items:
            places.append((value, key))
            pending.append(inner)
    for holder, key in random.sample(places, min(len(places), random.randint(1, 3))):
        if isinstance(holder, dict) and random.random() < 0.2:
            holder.pop(key, None)
        elif isinstance(holder, dict) or key < len(holder):
            holder[key] = (
                random.choice(_VALUES) if random.random() < 0.7 else _value_at(random.choice(places))
            )
    try:
        return json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return data


def _value_at(place: tuple[Any, Any]) -> Any:
    holder, key = place
    try:
        return json.loads(json.dumps(holder[key]))
    except (LookupError, ValueError, RecursionError):
        return None


def _assigned(data: bytes, other: bytes, random: Random) -> bytes:
    """Change the value behind `=` or `:` of one line."""
    found = list(re.finditer(rb"(?m)^([^=:\n]{1,80}?\s*[=:]\s*)(.*)$", data))
    if not found:
        return _token_put(data, other, random)
    line = random.choice(found)
    value = json.dumps(random.choice(_VALUES)).replace("null", "{}" if random.random() < 0.5 else "null")
    return data[: line.start(2)] + value.encode("utf-8", "replace") + data[line.end(2) :]


def _tree_changed(data: bytes, other: bytes, random: Random) -> bytes:
    """Change Python as a tree: nodes are left out, repeated, or put where others were."""
    try:
        tree, source = ast.parse(data), ast.parse(other)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _token_put(data, other, random)
    nodes = list(ast.walk(tree))
    strange = [node for node in ast.walk(source) if isinstance(node, (ast.expr, ast.stmt))]
    for _ in range(random.randint(1, 4)):
        node = random.choice(nodes)
        for name, value in list(ast.iter_fields(node)):
            if isinstance(value, list) and value and random.random() < 0.5:
                kind = ast.stmt if isinstance(value[0], ast.stmt) else ast.expr
                fitting = [other for other in strange if isinstance(other, kind)]
                if fitting and isinstance(value[0], kind):
                    value.insert(random.randrange(len(value) + 1), random.choice(fitting))
                if len(value) > 1:
                    del value[random.randrange(len(value))]
            elif isinstance(value, ast.expr) and random.random() < 0.4:
                setattr(
                    node,
                    name,
                    random.choice([one for one in strange if isinstance(one, ast.expr)] or [value]),
                )
            elif isinstance(value, str) and random.random() < 0.3:
                setattr(node, name, random.choice(("x", "self", "__all__", "ñ", "setup", value * 3)))
            elif isinstance(node, ast.Constant) and name == "value":
                node.value = random.choice(
                    (None, 1j, 10**200, -1.5, "9" * 200, b"\xff", ..., True, "a\nb", "")
                )
    try:
        return ast.unparse(ast.fix_missing_locations(tree)).encode("utf-8", "replace")
    except Exception:
        # A tree that stands for no text.
        return data


def _zip_changed(data: bytes, other: bytes, random: Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [
                (one.filename, archive.read(one), one.external_attr >> 16) for one in archive.infolist()
            ]
    except Exception:
        return _bytes_changed(data, other, random)
    if not members:
        return data
    at = random.randrange(len(members))
    name, content, mode = members[at]
    match random.randrange(6):
        case 0:
            name = _token_put(name.encode("utf-8", "replace"), b"", random).decode("utf-8", "replace")[:200]
        case 1:
            mode = random.choice((0, 0o120777, 0o040755, 0o104777, 0o010644))
        case 2:
            members.append(members[at])
        case _:
            way = random.choice((_bytes_changed, _token_put, _token_put, _lines_changed, _cut))
            content = way(content, content, random)
    members[at] = (name, content, mode)
    try:
        return write_zip(members, compression=random.choice(("stored", "deflated")))
    except Exception:
        return data


def _tar_changed(data: bytes, other: bytes, random: Random) -> bytes:
    try:
        plain = bytearray(gzip.decompress(data))
        with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
            places = [(one.offset_data, one.size) for one in archive.getmembers() if one.size]
    except Exception:
        return _zip_changed(data, other, random)
    if places and random.random() < 0.7:
        at, size = random.choice(places)
        piece = random.choice((_bytes_changed, _token_put, _lines_changed))(
            bytes(plain[at : at + size]), b"", random
        )
        plain[at : at + size] = piece[:size].ljust(size, b" ")
    else:
        plain = bytearray(_bytes_changed(bytes(plain), b"", random))
    return gzip.compress(bytes(plain), 1, mtime=0)


_OF_KIND: dict[str, tuple[Callable[[bytes, bytes, Random], bytes], ...]] = {
    "toml": (_assigned, _assigned),
    "lock": (_assigned, _assigned, _json_changed),
    "ini": (_assigned, _assigned),
    "yaml": (_assigned, _assigned),
    "notebook": (_json_changed,) * 5,
    "coverage": (_json_changed,) * 3,
    "python": (_tree_changed,) * 5,
    "wheel": (_zip_changed,),
    "native": (_zip_changed,),
    "sdist": (_tar_changed,),
}
