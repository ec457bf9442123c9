"""Environments of tox (its "Configuration" page): `tox.ini`, `setup.cfg`, `pyproject.toml` and `tox.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.locate.ini import read_ini
from roadworthy.locate.lines import Lines
from roadworthy.tree.ini import load_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_BRACES = re.compile(r"\{([^{}]*)\}")
_REFERENCE = re.compile(r"\{\[([^\[\]{}]++)\](\w++)\}")
_POSARGS = re.compile(r"\{(?:posargs|env:[\w]+)(?::([^{}]*))?\}")
_CONDITION = re.compile(r"([!\w.{},-]++):(?=[ \t])(.*)", re.DOTALL)
_VALUED = frozenset(
    "-e -c --conf --workdir --root --runner -p --parallel -x --override -f -m"
    " --result-json --installpkg"
    " --skip-env --discover --labels".split()
)
_PYTHON = re.compile(r"py(?:py)?\d*(?:\.\d+)?t?|\d\.\d+")
_ENVIRONMENTS = 200


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    at: Location


#: The settings of each section, by its name without `tox:`.
_Sections = Mapping[str, Mapping[str, _Value]]


def tox_recipe(tree: Tree, words: Words, cwd: str, settings: Mapping[str, str]) -> Recipe:
    """Return what `tox [run] [-e names]` runs in its environments; without names, in all of `env_list`."""
    asked, file = list[str](), ""
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name == "-e" or word.startswith("-e"):
            text = value if equals else word[2:] if len(word) > 2 else rest.pop(0) if rest else ""
            asked += [one.strip() for one in text.split(",") if one.strip()]
        elif name in ("-c", "--conf"):
            file = value or (rest.pop(0) if rest else "")
        elif name in ("-f", "-m") and rest:
            # Environments by factor or label: the ones that are written there.
            asked += [] if name == "-m" else rest.pop(0).split(",")
        elif name in _VALUED and not equals and rest and not rest[0].startswith("-"):
            rest.pop(0)
        elif word in (
            "--notest",
            "-n",
            "list",
            "l",
            "config",
            "c",
            "--showconfig",
            "devenv",
            "exec",
            "-l",
            "-a",
        ):
            return Recipe()
    if not asked and settings.get("TOXENV"):
        asked = settings["TOXENV"].split(",")
    try:
        sections = _sections(tree, cwd, file)
    except Blocked as blocked:
        return Recipe(missing=f"the settings of tox cannot be read: {blocked.reason}")
    if sections is None:
        return Recipe(missing="the settings of tox are not in the project")
    names = [one for text in asked for one in _generated(text)]
    if not names or "ALL" in names:
        core = sections.get("tox", {})
        listed = core.get("envlist") or core.get("env_list")
        names = list(_generated(listed.text)) if listed else ["py"]
    lines: list[Line] = []
    acts: list[tuple[Verb, str, str, Location]] = []
    missing = ""
    for name in dict.fromkeys(names[:_ENVIRONMENTS]):
        if "$" in name:
            missing = f"the environment of tox `{name}` is computed"
            continue
        found = list(_environment(sections, name, cwd))
        if any(one.script or one.words for one in found):
            acts += _installs(sections, name)
        lines += found
    return Recipe(tuple(lines), missing, tuple(dict.fromkeys(acts)))


def _sections(tree: Tree, cwd: str, file: str) -> _Sections | None:
    for name in [file] if file else ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml"):
        path = inside(cwd, name)
        if path not in tree.files:
            continue
        if path.endswith(".toml"):
            found = _from_toml(tree, path)
        else:
            found = _from_ini(path, load_ini(tree, path))
            if not file and name == "setup.cfg" and not any(s.startswith(("tox", "testenv")) for s in found):
                continue
        if found:
            return found
    return None


def _from_ini(path: str, sections: Any, line: int | None = None) -> _Sections:
    found: dict[str, dict[str, _Value]] = {}
    for section in sections:
        name = "tox" if section.name == "tox:tox" else section.name
        for option in section.options:
            number = option.span.line if line is None else line
            text = "\n".join(row for row, _ in option.lines)
            value = _Value(text, line_at(path, number, section.name, option.name))
            found.setdefault(name, {})[option.name.replace("-", "_").lower()] = value
    return found


def _from_toml(tree: Tree, path: str) -> _Sections:
    data: Any = load_toml(tree, path)
    table = data if path.endswith("tox.toml") else data.get("tool", {}).get("tox", {})
    if not isinstance(table, dict) or not table:
        return {}
    legacy = table.get("legacy_tox_ini")
    if isinstance(legacy, str):
        return _from_ini(path, read_ini(Lines(legacy)), line=1)
    found: dict[str, dict[str, _Value]] = {}

    def take(section: str, values: Any, *route: str) -> None:
        for key, value in values.items() if isinstance(values, dict) else ():
            text = _toml_text(key, value)
            if text is not None:
                found.setdefault(section, {})[key] = _Value(text, Location(path, (*route, key)))

    prefix = () if path.endswith("tox.toml") else ("tool", "tox")
    take("tox", table, *prefix)
    take("testenv", table.get("env_run_base"), *prefix, "env_run_base")
    environments = table.get("env")
    for name, values in environments.items() if isinstance(environments, dict) else ():
        take(f"testenv:{name}", values, *prefix, "env", name)
    return found


def _toml_text(key: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        rows = []
        for item in value:
            if isinstance(item, list):
                words = [word for one in item for word in _toml_words(one)]
                rows.append(" ".join(f'"{w}"' if " " in w and not w.startswith("-") else w for w in words))
            elif isinstance(item, str):
                rows.append(item)
        return "\n".join(rows)
    return None


def _toml_words(item: Any) -> list[str]:
    """Return the words of an argument: a text, or what replaces it (`{replace = "posargs", ...}`)."""
    if isinstance(item, str):
        return [item]
    default = item.get("default") if isinstance(item, dict) else None
    return [word for word in default if isinstance(word, str)] if isinstance(default, list) else []


def _generated(text: str) -> list[str]:
    """Return the names that a list with `{a,b}-{c,d}` stands for."""
    text = re.sub(r"#[^\n]*", "", text)
    parts: list[str] = []
    depth, word = 0, ""
    for char in text + ",":
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        if (char in ",\n" and depth <= 0) or (char.isspace() and depth <= 0):
            if word.strip():
                parts.append(word.strip())
            word = ""
        else:
            word += char
    found: list[str] = []
    for part in parts:
        names = [part]
        while any("{" in name for name in names) and len(names) < _ENVIRONMENTS:
            opened: list[str] = []
            for name in names:
                braces = _BRACES.search(name)
                if braces is None:
                    opened.append(name.replace("{", "").replace("}", ""))
                    continue
                opened += [
                    name[: braces.start()] + one.strip() + name[braces.end() :]
                    for one in braces[1].split(",")
                ]
            names = opened
        found += names
    return found[:_ENVIRONMENTS]


def _settings(sections: _Sections, name: str) -> tuple[Mapping[str, _Value], Mapping[str, _Value]]:
    own = sections.get(f"testenv:{name}")
    if own is None:
        # A section may be for several environments: `[testenv:{py39,py310}-lint]`.
        own = next(
            (
                values
                for key, values in sections.items()
                if key.startswith("testenv:") and name in _generated(key.removeprefix("testenv:"))
            ),
            {},
        )
    return own, sections.get("testenv", {})


def _environment(sections: _Sections, name: str, cwd: str) -> Iterator[Line]:
    own, base = _settings(sections, name)
    factors = set(name.split("-"))
    ignoring = own.get("ignore_outcome") or base.get("ignore_outcome")
    ignored = "tox ignores its outcome" if ignoring and ignoring.text.strip().lower() == "true" else ""
    for key in ("commands_pre", "commands", "commands_post"):
        value = own.get(key) or base.get(key)
        if value is None:
            continue
        folder = (
            own.get("changedir") or own.get("change_dir") or base.get("changedir") or base.get("change_dir")
        )
        place = (
            _substituted(sections, folder.text, 0).replace("{toxinidir}", ".").replace("{tox_root}", ".")
            if folder
            else ""
        )
        directory = cwd if not place or "{" in place else inside(cwd, place)
        for row in _rows(_substituted(sections, value.text, 0), factors):
            tolerated = "`-` before it in the settings of tox" if row.startswith("-") else ignored
            script = row.lstrip("-! ").strip()
            yield Line(value.at, script, tolerated=tolerated, directory=directory)


def _rows(text: str, factors: set[str]) -> Iterator[str]:
    text = re.sub(r"\\\n\s*", " ", text)
    for row in text.split("\n"):
        row = row.strip()
        if not row or row.startswith("#"):
            continue
        condition = _CONDITION.fullmatch(row)
        if condition and not condition[1].startswith("-"):
            alternatives = _generated(condition[1])
            if not any(_holds(one, factors) for one in alternatives):
                continue
            row = condition[2]
        yield row


def _holds(condition: str, factors: set[str]) -> bool:
    return all((f[1:] not in factors) if f.startswith("!") else (f in factors) for f in condition.split("-"))


def _substituted(sections: _Sections, text: str, depth: int) -> str:
    def value(found: re.Match[str]) -> str:
        section = sections.get(found[1], {})
        inner = section.get(found[2])
        return _substituted(sections, inner.text, depth + 1) if inner and depth < 6 else ""

    text = _REFERENCE.sub(value, text)
    text = _POSARGS.sub(lambda found: found[1] or "", text)
    return re.sub(r"\{(?:env_?python|env_python)\}", "python", text)[:50_000]


def _installs(sections: _Sections, name: str) -> Iterator[tuple[Verb, str, str, Location]]:
    """Yield what tox installs: the project, as a package that it builds, unless it is told otherwise."""
    own, base = _settings(sections, name)
    core = sections.get("tox", {})

    def is_set(key: str) -> bool:
        found = own.get(key) or base.get(key)
        return found is not None and found.text.strip().lower() in ("true", "1", "yes")

    def core_set(key: str) -> bool:
        return key in core and core[key].text.strip().lower() in ("true", "1", "yes")

    at = next(iter((*own.values(), *base.values(), *core.values())), _Value("", Location("tox.ini"))).at
    package = (own.get("package") or base.get("package") or _Value("", at)).text.strip()
    deps = own.get("deps") or base.get("deps")
    if deps is not None:
        for row in deps.text.split("\n"):
            if re.match(r"\s*(?:[\w{},!.-]+:\s+)?(?:-e\s|\.(?:\[|\s|$))", row):
                yield Verb.INSTALLS, "tox", "editable" if "-e" in row else "project", at
    if is_set("skip_install") or core_set("skipsdist") or core_set("no_package") or package == "skip":
        yield Verb.INSTALLS, "tox", "requirements", at
    elif (
        is_set("usedevelop")
        or is_set("use_develop")
        or package in ("editable", "editable-legacy", "dev-legacy")
    ):
        yield Verb.INSTALLS, "tox", "editable", at
    else:
        yield Verb.INSTALLS, "tox", "wheel", at
