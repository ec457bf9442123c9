"""From constraints as Poetry, Pipenv and conda write them to PEP 508."""

from __future__ import annotations

from typing import Any

from roadworthy.core.late_re import re
from roadworthy.core.versions import is_bounded, parse_specifiers, parse_version

_RELEASE = re.compile(r"(\d+(?:\.\d+)*)((?:a|b|rc)\d+)?")


def requirement_text(name: str, value: Any) -> str:
    """Return PEP 508 text for a table's entry; without its version where that has no PEP 440 spelling."""
    table = value if isinstance(value, dict) else {}
    version = value if isinstance(value, str) else table.get("version")
    extras = table.get("extras")
    known = [extra for extra in extras if isinstance(extra, str)] if isinstance(extras, list) else []
    marker = table.get("markers")
    text = f"{name}[{','.join(known)}]" if known else name
    text += (constraint_specifier(version) or "") if isinstance(version, str) else ""
    return f"{text}; {marker}" if isinstance(marker, str) and marker.strip() else text


def source_of(value: Any) -> str:
    """Return `path`, `git` or `url` where a table's entry comes from one, else nothing."""
    if not isinstance(value, dict):
        return ""
    return next((kind for kind in ("path", "git", "url") if kind in value), "")


def constraint_specifier(constraint: str) -> str | None:
    """Translate a constraint to PEP 440: `^1.2` is `>=1.2,<2.0`; None where it has no such spelling."""
    if "|" in constraint or not is_bounded(constraint):
        return None
    parts: list[str] = []
    for piece in re.split(r",|(?<!\s)\s++(?=[\^~<>=!])", constraint.strip()):
        text = piece.strip()
        if text in ("", "*"):
            continue
        translated = _one(text)
        if translated is None:
            return None
        parts.append(translated)
    return ",".join(parts)


def _one(text: str) -> str | None:
    sign = re.match(r"\^|~=|~|===|==|!=|<=|>=|<|>|=|", text)
    operator = sign[0] if sign else ""
    version = text[len(operator) :].strip()
    wild = version.endswith(".*")
    found = _RELEASE.fullmatch(version.removesuffix(".*"))
    if found is None:
        return None
    if operator in ("^", "~") and not wild:
        numbers = [int(part) for part in found[1].split(".")]
        return f">={version},<{_next(numbers, operator)}"
    if operator in ("", "=", "==", "!=") or (not wild and operator != "^"):
        return f"{'==' if operator in ('', '=') else operator}{version}"
    return None


def _next(numbers: list[int], operator: str) -> str:
    """Return the first version that a caret or a tilde no longer allows."""
    if operator == "~":
        index = 0 if len(numbers) == 1 else 1
    else:
        index = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    bumped = [*numbers[:index], numbers[index] + 1]
    return ".".join(map(str, bumped if len(bumped) > 1 else [*bumped, 0]))


_POETRY_PIECE = re.compile(r"(\^|~=|~|<>|!=|>=|<=|==|=|>|<|)\s*(.*)")
_ANY = re.compile(r"v?[xX*](\.[xX*])*")
_PIPENV = re.compile(r"===|==|!=|<=|>=|~=|<|>")
_PIPENV_LIKE = re.compile(r"\s*[=!<>~^]")
#: One clause of conda's (`rattler`, VersionSpec): no caret, no plain tilde, no operator turned round.
_CONDA_CLAUSE = re.compile(r"(?:==|!=|>=|<=|~=|=|>|<)?\s*+[^\s=<>!~^|,;]++")


def is_constraint(manager: str, text: str) -> bool:
    """Tell whether Poetry, Pipenv or pixi can read a version constraint; any text of another's is taken.

    `pixi` stands for its tables of conda packages, `pixi-pypi` for those of PyPI's.
    """
    if manager == "poetry":
        return text.strip() == "*" or all(map(_is_poetry_range, re.split(r"\|\|?", text)))
    if manager == "pipenv":
        stated = text.strip()
        return stated in ("", "*") or _is_specifier(stated if _PIPENV.match(stated) else f"=={stated}")
    if manager == "pixi":
        return all(_CONDA_CLAUSE.fullmatch(piece.strip()) for piece in re.split(r"[,|]", text))
    if manager == "pixi-pypi":
        return text.strip() == "*" or not _PIPENV_LIKE.match(text) or _is_specifier(text)
    return True


def _is_poetry_range(text: str) -> bool:
    # A blank separates as a comma does, but for the one after an operator.
    joined = re.sub(r"([\^~=<>]) +", r"\1", text.strip().rstrip(",").rstrip())
    return all(map(_is_poetry_piece, re.split(r" *, *| +", joined)))


def _is_poetry_piece(text: str) -> bool:
    found = _POETRY_PIECE.fullmatch(text)
    if found is None or _ANY.fullmatch(text):
        return found is not None
    operator, version = found[1], found[2]
    if operator not in ("^", "~", "~="):
        while version.endswith(".*"):
            version = version.removesuffix(".*")
    return version == "dev" or _is_version(version)


def _is_version(text: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        parse_version(text)
    except InvalidVersion:
        return False
    return True


def _is_specifier(text: str) -> bool:
    from packaging.specifiers import InvalidSpecifier

    try:
        parse_specifiers(text)
    except InvalidSpecifier:
        return False
    return True
