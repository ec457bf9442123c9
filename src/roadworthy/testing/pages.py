"""A rule's examples as tests: for our own packs, and for other distributions'.

```python
from roadworthy.testing import faults, installed_rules

@pytest.mark.parametrize("rule", installed_rules("my-pack"), ids=lambda rule: rule.name)
def test_page(rule):
    assert faults(rule) == []
```

A fence on a rule's page is an example if its info string ends with `bad`, `good` or `fixed`:
`<language> [<file>] <kind>`. Consecutive fences of one kind form one project. The languages `wheel`, `sdist`,
`git` and `notebook` hold TOML: the arguments of the builder of that name. The languages `latin-1` and
`utf-16` name the encoding of the file, `size` holds how many bytes it has; `before` holds what a file was at
the base of a change, as with `--diff-base`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from roadworthy.commands.plugins import load_plugins
from roadworthy.core.fault import ConfigError
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.redact import Redactor
from roadworthy.core.result import ProjectResult, ReportedFinding
from roadworthy.core.rule import Rule
from roadworthy.engine.inspect import inspect
from roadworthy.facts.tests import DiffBase, between
from roadworthy.packs.load import Plugins
from roadworthy.projects.discover import Project
from roadworthy.score.build_result import build_result
from roadworthy.settings.config import Config, load
from roadworthy.settings.select import check_names
from roadworthy.testing.builders import build_sdist, build_wheel, git_index
from roadworthy.tree.tree import MemoryTree

_FENCE = re.compile(r"^```(\S+)(?: (\S+))? (bad|good|fixed)\n((?:(?!```).*\n)*+)```$", re.MULTILINE)
_FILES = {
    "toml": "pyproject.toml",
    "python": "src/demo/model.py",
    "yaml": ".github/workflows/ci.yml",
    "dockerfile": "Dockerfile",
    "ipynb": "notebooks/demo.ipynb",
    "notebook": "notebooks/demo.ipynb",
    "requirements": "requirements.txt",
    "gitignore": ".gitignore",
}


@dataclass(frozen=True)
class Example:
    """One project on a rule's page: what it is an example of, and its files."""

    kind: str
    files: Mapping[str, bytes] = field(repr=False)
    #: The files at the base of a change; None where there is none.
    before: Mapping[str, bytes] | None = field(default=None, repr=False)


def build_notebook(
    cells: Sequence[Mapping[str, Any]] = (), metadata: Mapping[str, Any] | None = None, nbformat: int = 4
) -> bytes:
    """Return a notebook of nbformat 4.4 as Jupyter writes it.

    A cell is a table with `source`, and `type` (`code` by default), `count`, `outputs`, `metadata`.
    """
    made = []
    for cell in cells:
        kind = cell.get("type", "code")
        item = {"cell_type": kind, "metadata": cell.get("metadata", {})}
        if kind == "code":
            item["execution_count"] = cell.get("count")
            item["outputs"] = cell.get("outputs", [])
        item["source"] = str(cell.get("source", "")).splitlines(keepends=True)
        made.append(item)
    document = {"cells": made, "metadata": metadata or {}, "nbformat": nbformat, "nbformat_minor": 4}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def examples(rule: Rule) -> list[Example]:
    """Return the examples of a rule's page, in order."""
    found: list[Example] = []
    end, files, before = -1, dict[str, bytes](), dict[str, bytes]()
    for match in _FENCE.finditer(rule.page):
        language, file, kind, body = match.groups()
        then = language == "before"
        repeated = (file in before) if then else _has(files, language, file)
        if match.start() != end + 1 or not found or found[-1].kind != kind or repeated:
            files, before = {}, {}
            found.append(Example(kind, files))
        if then:
            before.update(_built("python", file, body))
            found[-1] = Example(kind, files, before)
        else:
            files.update(_built(language, file, body))
        end = match.end()
    return found


def _has(files: Mapping[str, bytes], language: str, file: str | None) -> bool:
    return (file or _FILES.get(language, language)) in files


def _built(language: str, file: str | None, body: str) -> dict[str, bytes]:
    if language in ("wheel", "sdist", "git", "notebook"):
        import tomli

        arguments = tomli.loads(body)
        if language == "git":
            return {".git/HEAD": b"ref: refs/heads/main\n", ".git/index": git_index(arguments["tracked"])}
        if language == "notebook":
            return {file or _FILES["notebook"]: build_notebook(**arguments)}
        name, data = (build_wheel if language == "wheel" else build_sdist)(**arguments)
        return {file or f"dist/{name}": data}
    if language == "size":
        return {file or "file": bytes(int(body))}
    if language in ("latin-1", "utf-16"):
        return {file or _FILES[language]: body.encode(language)}
    return {file or _FILES[language]: body.encode()}


@functools.cache
def plugins() -> Plugins:
    """Return all installed packs, loaded once."""
    return load_plugins()


def installed_rules(distribution: str | None = None) -> list[Rule]:
    """Return the rules of an installed distribution, or of all, sorted by name.

    The distribution's name may be spelled in any way that is one name to pip. Raises `LookupError` where a
    distribution has no pack, where one of its packs is broken, and where they bring no rule: tests over no
    rules would pass.
    """
    loaded = plugins()
    rules = [rule for _, rule in sorted(loaded.rules.items())]
    if distribution is None:
        return rules
    from packaging.utils import canonicalize_name

    wanted = canonicalize_name(distribution)
    packs = {pack.name for pack in loaded.packs if canonicalize_name(pack.distribution) == wanted}
    if not packs:
        known = ", ".join(sorted({pack.distribution for pack in loaded.packs}))
        raise LookupError(
            f"no pack of a distribution `{distribution}` is installed; those with packs: {known}"
        )
    broken = "; ".join(f"{fault.pack}: {fault.message}" for fault in loaded.faults if fault.pack in packs)
    if broken:
        raise LookupError(f"`{distribution}` has a broken pack: {broken}")
    found = [rule for rule in rules if loaded.packs_of_rules[rule.name] in packs]
    if not found:
        raise LookupError(f"`{distribution}` brings no rules")
    return found


def inspect_files(
    files: Mapping[str, bytes],
    rules: Iterable[Rule] | None = None,
    before: Mapping[str, bytes] | None = None,
) -> ProjectResult:
    """Inspect files in memory by `rules` (default: all that are on) and the engine's own.

    Settings are read from the files themselves: `ConfigError` is raised where they are faulty. `before` holds
    the files at the base of a change.
    """
    tree = MemoryTree({path: files[path] for path in sorted(files)})
    config: Config = load(tree)
    known = plugins().rules
    if problems := check_names(config, known):
        raise ConfigError(*problems)
    chosen = [rule for rule in known.values() if rule.default] if rules is None else list(rules)
    engine = [rule for rule in known.values() if rule.group == "engine" and rule not in chosen]
    project = Project(".", tree, config)
    base = None if before is None else between("main", before, tree)
    inspection = inspect(tree, plugins(), [*chosen, *engine], config, given={DiffBase: base})
    return build_result(project, inspection, rules is not None, (), Redactor(), plugins().practices)


def findings(rule: Rule, example: Example) -> tuple[ReportedFinding, ...]:
    """Return what one rule, and the engine's own, find in an example."""
    return inspect_files(example.files, [rule], example.before).findings


def faults(rule: Rule) -> list[str]:
    """Return what is wrong with a rule's page; nothing where its examples hold.

    The name is the file's, the page has a first line and a why, every bad example has findings of exactly
    this rule, every good one has none, and fixing a bad one gives the fixed one byte for byte, without
    findings.
    """
    found = list(_form(rule))
    before: Example | None = None
    for number, example in enumerate(examples(rule), 1):
        label = f"example {number} ({example.kind})"
        names = {finding.rule for finding in findings(rule, example)}
        if example.kind == "bad":
            before = example
            if names != {rule.name}:
                found.append(f"{label}: findings of {sorted(names) or 'no rule'}, not of exactly this one")
        elif names:
            messages = "; ".join(finding.message for finding in findings(rule, example))
            found.append(f"{label}: findings of {sorted(names)}: {messages}")
        if example.kind == "fixed":
            found.extend(f"{label}: {text}" for text in _unfixed(rule, before, example))
    return found


def _form(rule: Rule) -> Iterable[str]:
    stem = PurePath(rule.file).stem
    if rule.group != "engine" and stem.replace("_", "-") != rule.name:
        yield f"the file is called {stem}.py, the rule {rule.name}"
    if not rule.summary.endswith("."):
        yield "the page's first line is not a sentence"
    if not rule.why:
        yield "the page does not say why"
    kinds = {example.kind for example in examples(rule)}
    yield from (f"the page has no {kind} example" for kind in ("bad", "good") if kind not in kinds)


def _unfixed(rule: Rule, bad: Example | None, fixed: Example) -> Iterable[str]:
    if bad is None:
        yield "there is no bad example before it"
        return
    from roadworthy.fix.apply import apply

    files = dict(bad.files)
    before = bad.before
    for _ in range(10):
        fixes = [finding.fix for finding in findings(rule, Example("bad", files, before)) if finding.fix]
        done = apply(files, fixes)
        yield from (f"`{fix.title}` was dropped: {reason}" for fix, reason in done.dropped)
        files.update(done.files)
        if not done.files:
            break
    for path in sorted({*files, *fixed.files}):
        if files.get(path) != fixed.files.get(path):
            got = files.get(path, b"").decode("utf-8", "replace")
            yield f"{path} is not as fixed, but:\n{got}"
