"""Secrets in a text: what services issue, by shape; passwords in URLs; values of settings with secret names.

What rules report as findings is `issued_secrets`; what reports hide is `secrets_in`, which finds more: it may
be wrong where a rule may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from roadworthy.core.late_re import re
from roadworthy.core.placeholders import is_placeholder
from roadworthy.core.secret_settings import Secret, is_random, secret_settings
from roadworthy.core.token_shapes import HARMLESS, OPENINGS, SHAPES

#: No letter or digit is before a token, unless it belongs to an escape: `\n` or `%3D`.
_START = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
_WORD = re.compile(_START + r"(?=[\w~])")
#: How far before its fixed text a token may start.
_BEFORE = 130
_KEY_BEGINS = "-----BEGIN "
_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/=\s\\\"',:#>|-]*")
#: How far the end of a private key is looked for; one of 16,384 bits has 13,000 characters.
_KEY_LENGTH = 20_000

# User information of a URL (RFC 3986 section 3.2.1); JSON may write `\/`.
_USER = re.compile(r":\\?/\\?/([^\s\"'`<>/?#\\]{1,2000})@")
_COMMAND = re.compile(
    r"(?:\btwine\b|\b(?:docker|podman|helm|oras|skopeo) (?:registry )?login\b|\bsshpass\b)"
    r"[^\n|;&]{0,300}?\s-p[ =]?[\"']?([^\s\"'`\\]+)"
    r"|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;&]{0,300}?\s-p[\"']?([^\s\"'`\\]+)"
    r"|\bcurl\b[^\n|;&]{0,300}?\s(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s\"'`:]{0,100}:([^\s\"'`\\]+)"
)
_COMMANDS = ("twine", " login", "sshpass", "mysql", "mariadb", "curl")
#: Names of files whose values need no quotes.
_PLAIN = re.compile(
    r"(?:.*/)?(?:[^/]*\.(?:ya?ml|ini|cfg|conf|env|properties|tfvars|netrc|pypirc|npmrc)|\.env\b[^/]*"
    r"|(?:requirements|constraints)[^/]*\.txt|[._]netrc|\.pypirc|\.npmrc|\.git-credentials|[^/]*Dockerfile[^/]*|Containerfile|Pipfile|PKG-INFO|METADATA)",
    re.DOTALL,
)
#: How the names of other files end that are texts.
_TEXTS = tuple(
    f".{end}"
    for end in "bash bat cmd hcl ipynb js json md ps1 py pyi qmd rmd rst sh sql tf toml ts txt xml".split()
)


def issued_secrets(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end of each credential in a text that is one by its shape.

    AWS's own documentation uses keys that end in `EXAMPLE`; those and keys of one repeated letter are none.
    """
    for found in _shaped(text):
        if found.kind not in HARMLESS and not text[found.end : found.end + 1].isalnum():
            yield found.kind, found.start, found.end


def secrets_in(text: str, *, plain: bool = False, shapes: bool = True) -> list[Secret]:
    """Return the secrets in a text, in order, none of which overlap.

    `plain` says that values need no quotes, as in YAML, INI and environment files: see `is_plain`. Without
    `shapes`, only those are found that their place tells, which no text that quotes them shows by itself.
    """
    found = [*_shaped(text, tail=True)] if shapes else [*_private_keys(text, tail=True)]
    if "://" in text or "\\/" in text:
        found += _in_addresses(text)
    if any(command in text for command in _COMMANDS):
        found += _in_commands(text)
    found += secret_settings(text, plain)
    return _merged(found)


def is_plain(path: str) -> bool:
    """Tell by a file's name whether its values need no quotes."""
    return _PLAIN.fullmatch(path) is not None


def holds_settings(path: str) -> bool:
    """Tell by a file's name whether it is text in which settings and addresses may be."""
    return is_plain(path) or path.endswith(_TEXTS)


@cache
def _searches() -> tuple[list[str], list[re.Pattern[str]]]:
    """Return what finds candidates cheaply: fixed texts, and patterns.

    What they match begins with a fixed text or a small set, which `re` looks for many times as fast as for a
    choice of a hundred words.
    """
    parts = sorted({part for _, parts, _ in SHAPES for part in parts.split()})
    patterns = [re.compile(opening) for opening in OPENINGS]
    for last in "_-.":
        # Those of one length in one look-behind: `re` passes by most of them at once.
        sizes: dict[int, list[str]] = {}
        for part in parts:
            if part[-1] == last:
                sizes.setdefault(len(part), []).append(re.escape(part))
        behind = "|".join(f"(?<={'|'.join(same)})" for same in sizes.values())
        patterns.append(re.compile(rf"\{last}(?=[\w+/=.-]{{10}})(?:{behind})"))
    rest = [part for part in parts if part[-1] not in "_-."]
    patterns.append(re.compile("|".join(re.escape(part) for part in rest if part[0].isupper())))
    return [part for part in rest if not part[0].isupper()], patterns


@cache
def _shapes() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the one pattern of all shapes, and their kinds by group."""
    shapes = "|".join(f"({shape})" for _, _, shape in SHAPES)
    return re.compile(f"{_START}(?:{shapes})"), tuple(kind for kind, _, _ in SHAPES)


def _candidates(text: str) -> list[int]:
    """Return the offsets at or after whose words' beginnings a token may start, in order."""
    texts, patterns = _searches()
    found = [match.start() for pattern in patterns for match in pattern.finditer(text)]
    for fixed in texts:
        if fixed in text:
            found += [match.start() for match in re.finditer(re.escape(fixed), text)]
    return sorted(found)


def _shaped(text: str, *, tail: bool = False) -> Iterator[Secret]:
    """Yield what is a secret by its shape; with `tail`, what directly follows belongs to it."""
    done = 0  # up to here is known what starts, so that each offset is tried once
    for candidate in _candidates(text):
        found = _token(text, max(candidate - _BEFORE, done), candidate + 1) if candidate >= done else None
        if found is None:
            done = max(candidate + 1, done)
            continue
        end = done = found.end
        while tail and end < len(text) and (text[end].isalnum() or text[end] in "_-"):
            end = done = end + 1
        yield Secret(found.start, end, found.kind)
    yield from _private_keys(text, tail)


def _token(text: str, start: int, end: int) -> Secret | None:
    """Return the token that starts between two offsets, if one does and is no example."""
    shapes, kinds = _shapes()
    for word in _WORD.finditer(text, start, end):
        match = shapes.match(text, word.start())
        if match and "EXAMPLE" not in match[0].upper() and len(set(match[0][-16:])) > 5:
            return Secret(match.start(), match.end(), kinds[(match.lastindex or 1) - 1])
    return None


def _private_keys(text: str, tail: bool) -> Iterator[Secret]:
    """Yield the body of each private key; it may be in one line, indented, or a string of several lines."""
    match = _KEY.search(text) if _KEY_BEGINS in text else None
    while match:
        start = match.end()
        end = text.find("-----END", start, start + _KEY_LENGTH)
        body = _KEY_BODY.match(text, start, end if end >= 0 else start + _KEY_LENGTH)
        end = body.end() if body else start
        if re.search(r"[A-Za-z0-9+/]{32}", text[start:end]):
            yield Secret(start if tail else match.start(), end, "private key")
        match = _KEY.search(text, end)


def _in_addresses(text: str) -> Iterator[Secret]:
    for match in _USER.finditer(text):
        user, colon, password = match[1].partition(":")
        if colon and not is_placeholder(password):
            yield Secret(match.start(1) + len(user) + 1, match.end(1))
        if is_random(user, 16):
            yield Secret(match.start(1), match.start(1) + len(user))


def _in_commands(text: str) -> Iterator[Secret]:
    for match in _COMMAND.finditer(text):
        group = match.lastindex or 1
        if not is_placeholder(match[group]):
            yield Secret(match.start(group), match.end(group))


def _merged(found: list[Secret]) -> list[Secret]:
    """Return secrets in order, those that overlap as one; the kind of one that has a kind."""
    merged: list[Secret] = []
    for secret in sorted(found, key=lambda secret: (secret.start, -secret.end)):
        if merged and secret.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Secret(last.start, max(last.end, secret.end), last.kind or secret.kind)
        else:
            merged.append(secret)
    return merged
