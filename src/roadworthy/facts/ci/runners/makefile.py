"""Targets of a Makefile (GNU make manual), as far as they are written out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.ci.fill import TEXT, filled
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Words
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_RULE = re.compile(r"([^\s:=#][^:=#]*+)::?+(?!=)([^#;]*+)(?:;(.*))?", re.DOTALL)
_VARIABLE = re.compile(r"(?:export\s+|override\s+)?([\w.-]+)\s*(?::{0,3}=|\?=|\+=)\s*(.*)")
_REFERENCE = re.compile(r"\$[({]([\w.-]+)[)}]")
_VALUED = frozenset("-C --directory -f --file --makefile -I -j --jobs -l -o -W".split())
_LINES = 20_000
_DEPTH = 20
#: Makefiles that one may include.
_FILES = 20
#: Pattern rules (`%.o: %.c`) that are tried for a target.
_PATTERNS = 100


@dataclass(eq=False, slots=True)
class Group:
    """What stands behind the colon of one rule, and below it: all targets of the rule share it.

    `needs` are names, `lines` have their number in the file, from 1.
    """

    needs: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    file: str = ""


@dataclass(slots=True)
class _Makefile:
    """A Makefile: the rules of each target, its variables, and what it includes.

    `unread` is true where something that it includes cannot be read.
    """

    targets: dict[str, list[Group]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    unread: bool = False
    #: What `rules_of` has found by patterns.
    fitting: dict[str, list[Group] | None] = field(default_factory=dict)

    def rules_of(self, name: str) -> list[Group] | None:
        """Return the rules of a target, by its name or else by the first pattern that fits."""
        if name in self.targets:
            return self.targets[name]
        if name not in self.fitting:
            patterns = itertools.islice((n for n in self.targets if "%" in n), _PATTERNS)
            fits = next((pattern for pattern in patterns if _fits(pattern, name)), None)
            self.fitting[name] = None if fits is None else self.targets[fits]
        return self.fitting[name]


def make_recipe(tree: Tree, words: Words, cwd: str, given: dict[str, str]) -> Recipe:
    """Return what `make [options] target ...` runs."""
    file, directory, targets, values = "", cwd, list[str](), dict(given)
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in ("-C", "--directory") and rest:
            directory = inside(cwd, rest.pop(0))
        elif word.startswith("-C") and len(word) > 2:
            directory = inside(cwd, word[2:])
        elif word in ("-f", "--file", "--makefile") and rest:
            file = rest.pop(0)
        elif word in _VALUED and rest and rest[0].isdigit():
            rest.pop(0)
        elif word in ("-n", "--dry-run", "--just-print"):
            return Recipe()
        elif "=" in word and not word.startswith("-"):
            name, _, value = word.partition("=")
            values[name] = value
        elif not word.startswith("-"):
            targets.append(word)
    path = next(
        (p for n in ([file] if file else _MAKEFILES) if (p := inside(directory, n)) in tree.files), None
    )
    if path is None:
        missing = f"the Makefile of `{' '.join(words[:4])}` is not in the project"
        return Recipe(missing=missing, is_absent=True)
    try:
        known = _joined(tree, path, directory)
    except Blocked as blocked:
        return Recipe(missing=f"`{path}` cannot be read: {blocked.reason}")
    return _chosen(tree, path, known, targets, values, directory)


def _joined(tree: Tree, path: str, directory: str) -> _Makefile:
    """Return a Makefile with those that it includes, as far as they are files of the project."""
    main = tree.once(path, _parsed)
    if not main.includes:
        return main
    found = _Makefile({name: [*rules] for name, rules in main.targets.items()})
    seen, waiting = {path}, [main]
    while waiting:
        one = waiting.pop()
        found.variables = {**one.variables, **found.variables}
        for word in one.includes:
            name = inside(directory, _expanded(word, found.variables, ""))
            if name in seen:
                continue
            if name not in tree.files or len(seen) > _FILES:
                found.unread = True
                continue
            seen.add(name)
            included = tree.once(name, _parsed)
            for target, rules in included.targets.items():
                found.targets.setdefault(target, []).extend(rules)
            waiting.append(included)
    return found


def _chosen(
    tree: Tree, path: str, known: _Makefile, targets: list[str], values: dict[str, str], directory: str
) -> Recipe:
    variables = {"MAKE": "make", **known.variables, **values}
    shell = f"{variables.get('SHELL', '')} {variables.get('.SHELLFLAGS', '')}"
    lines: list[Line] = []
    missing = ""
    done: set[str] = set()
    pushed: set[Group] = set()
    first = next((name for name in known.targets if not name.startswith(".") and "%" not in name), None)
    waiting = [(name, 0) for name in reversed(targets or ([first] if first else []))]
    while waiting:
        name, depth = waiting.pop()
        if name in done or depth > _DEPTH:
            continue
        done.add(name)
        groups = known.rules_of(name)
        if groups is None:
            # Where all that it includes is known, make fails there, or has a file of that name.
            absent = "$" in name if depth == 0 else False
            if absent or (known.unread and (depth == 0 or _is_target(tree, directory, name))):
                missing = f"`{path}` has no target `{name}`"
            continue
        # What targets of one rule need is the same, and made once.
        fresh = [group for group in groups if group not in pushed]
        pushed.update(fresh)
        waiting += [(need, depth + 1) for group in reversed(fresh) for need in reversed(group.needs)]
        for file, number, row in ((group.file, *line) for group in groups for line in group.lines):
            if len(lines) >= LINES:
                return Recipe(tuple(lines), MANY, work=len(done) + len(waiting))
            script = _expanded(row.lstrip("@-+ \t"), variables, name)
            if "pipefail" in shell:
                script = f"set -o pipefail\n{script}"
            if script.startswith("$(shell"):
                missing = missing or f"the program that `{name}` of `{path}` runs is computed"
            head = row[: len(row) - len(row.lstrip("@-+ \t"))]
            tolerated = "`-` before it in the Makefile" if "-" in head else ""
            lines.append(Line(line_at(file, number, name), script, tolerated=tolerated, directory=directory))
    return Recipe(tuple(lines), missing, work=len(done))


def _is_target(tree: Tree, directory: str, name: str) -> bool:
    """Tell whether something that a target needs is called like another target, and not like a file."""
    return "/" not in name and "." not in name[1:] and inside(directory, name) not in tree.files


def _fits(pattern: str, name: str) -> bool:
    before, _, after = pattern.partition("%")
    return name.startswith(before) and name.endswith(after) and len(name) >= len(before) + len(after)


def _parsed(files: Files, path: str) -> _Makefile:
    found = _Makefile()
    current: Group | None = None
    for number, row in joined_lines(files.text(path, strict=False)):
        if row.startswith("\t"):
            if current is not None:
                current.lines.append((number, row[1:]))
            continue
        bare = row.strip()
        if not bare or bare.startswith("#"):
            continue
        if re.match(r"[-s]?include\b", bare):
            found.includes += bare.partition("#")[0].split()[1 : _FILES + 1]
        elif variable := _VARIABLE.fullmatch(bare):
            current = None
            name, value = variable[1], variable[2]
            if "?=" not in bare or name not in found.variables:
                before = found.variables.get(name, "") if "+=" in bare else ""
                found.variables[name] = f"{before} {value}"[:TEXT].partition(" #")[0].strip()
        elif rule := _RULE.fullmatch(bare.partition("\t#")[0].partition(" #")[0]):
            current = Group([need for need in rule[2].split() if need != "|"], file=path)
            if rule[3]:
                current.lines.append((number, rule[3].strip()))
            for name in dict.fromkeys(rule[1].split()):
                if name != ".PHONY":
                    found.targets.setdefault(name, []).append(current)
        elif not bare.startswith(("if", "else", "endif", "define", "endef", "export", ".")):
            current = None
    return found


def joined_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines with continued ones joined, each with the number of its first."""
    found: list[tuple[int, str]] = []
    begin, parts = 0, list[str]()
    for number, row in enumerate(text.split("\n")[:_LINES], 1):
        row = row.rstrip("\r")
        begin = begin if parts else number
        if row.endswith("\\"):
            parts.append(row[:-1] + " ")
            continue
        found.append((begin, "".join([*parts, row.lstrip() if parts else row])))
        parts = []
    if parts:
        found.append((begin, "".join(parts)))
    return found


def _expanded(row: str, variables: dict[str, str], target: str) -> str:
    row = row.replace("$@", target)
    for _ in range(4):
        changed = filled(_REFERENCE, lambda found: variables.get(found[1], found[0])[:2000], row)
        if changed == row or len(changed) >= TEXT:
            break
        row = changed
    # What make does not know is empty; the shell's own variables are written `$$`.
    return row.replace("$$", "$")
