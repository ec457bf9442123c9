"""What tox runs in its environments (its "Configuration" page)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.ci.fill import CUT
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.runners.tox_settings import (
    ENVIRONMENTS,
    ToxSettings,
    ToxValue,
    generated,
    tox_settings,
)
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.tree.tree import Tree

_CONDITION = re.compile(r"([!\w.{},-]++):(?=[ \t])(.*)", re.DOTALL)
_VALUED = frozenset(
    "-e -c --conf --workdir --root --runner -p --parallel -x --override -f -m"
    " --result-json --installpkg"
    " --skip-env --discover --labels".split()
)
_PYTHON = re.compile(r"py(?:py)?\d*(?:\.\d+)?t?|\d\.\d+")


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
        known = tox_settings(tree, cwd, file)
    except Blocked as blocked:
        return Recipe(missing=f"the settings of tox cannot be read: {blocked.reason}")
    if known is None:
        return Recipe(missing="the settings of tox are not in the project")
    names = [one for text in asked for one in generated(text)]
    if not names or "ALL" in names:
        core = known.sections.get("tox", {})
        listed = core.get("envlist") or core.get("env_list")
        names = list(generated(listed.text)) if listed else ["py"]
    lines: list[Line] = []
    acts: list[tuple[Verb, str, str, Location]] = []
    missing = ""
    rows = 0
    for name in dict.fromkeys(names[:ENVIRONMENTS]):
        if "$" in name:
            missing = f"the environment of tox `{name}` is computed"
            continue
        if len(lines) > LINES or rows > 4 * LINES:
            missing = MANY
            break
        found = list(_environment(known, name, cwd))
        if any(one.script or one.words for one in found):
            acts += _installs(known, name)
        lines += found
        commands = [table["commands"].text for table in known.of(name) if "commands" in table]
        rows += 1 + sum(text.count("\n") for text in commands)
    missing = f"tox: {CUT}" if known.cut else missing
    return Recipe(tuple(lines[:LINES]), missing, tuple(dict.fromkeys(acts)), work=rows)


def _environment(known: ToxSettings, name: str, cwd: str) -> Iterator[Line]:
    own, base = known.of(name)
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
            known.filled(folder.text).replace("{toxinidir}", ".").replace("{tox_root}", ".") if folder else ""
        )
        directory = cwd if not place or "{" in place else inside(cwd, place)
        for row in _rows(known, known.filled(value.text), factors):
            tolerated = "`-` before it in the settings of tox" if row.startswith("-") else ignored
            script = row.lstrip("-! ").strip()
            yield Line(value.at, script, tolerated=tolerated, directory=directory)


def _rows(known: ToxSettings, text: str, factors: set[str]) -> Iterator[str]:
    text = re.sub(r"\\\n\s*", " ", text)
    for row in text.split("\n"):
        row = row.strip()
        if not row or row.startswith("#"):
            continue
        condition = _CONDITION.fullmatch(row)
        if condition and not condition[1].startswith("-"):
            if not known.holds(condition[1], factors):
                continue
            row = condition[2]
        yield row


def _installs(known: ToxSettings, name: str) -> Iterator[tuple[Verb, str, str, Location]]:
    """Yield what tox installs: the project, as a package that it builds, unless it is told otherwise."""
    own, base = known.of(name)
    core = known.sections.get("tox", {})

    def is_set(key: str) -> bool:
        found = own.get(key) or base.get(key)
        return found is not None and found.text.strip().lower() in ("true", "1", "yes")

    def core_set(key: str) -> bool:
        return key in core and core[key].text.strip().lower() in ("true", "1", "yes")

    at = next(iter((*own.values(), *base.values(), *core.values())), ToxValue("", Location("tox.ini"))).at
    package = (own.get("package") or base.get("package") or ToxValue("", at)).text.strip()
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
