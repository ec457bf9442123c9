"""A step of a pipeline of Azure: a script, or a task, with the parameters of templates filled in."""

from __future__ import annotations

import itertools
import shlex
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.core.late_re import re
from roadworthy.facts.ci import fill
from roadworthy.facts.ci.azure_triggers import narrowed
from roadworthy.facts.ci.model import Event, Step
from roadworthy.facts.ci.source import Source, as_text, settings, table

_SCRIPTS = ("script", "bash", "powershell", "pwsh")
#: Tasks that hold a script, and the inputs that do.
_TASKS = {
    "bash": ("script", "filePath"),
    "shellscript": ("", "scriptPath"),
    "cmdline": ("script", ""),
    "powershell": ("script", "filePath"),
    "azurecli": ("inlineScript", "scriptPath"),
    "azurepowershell": ("inline", "scriptPath"),
    "ssh": ("", ""),
}
PARAMETER = re.compile(r"\$\{\{\s*parameters\.([\w.-]+)\s*\}\}")

Table = dict[str, Any]


def step_of(source: Source, where: Route, item: Table, given: Table) -> Step:
    """Return the step that a table at `where` is, with the parameters that are `given`."""
    kind = next((kind for kind in _SCRIPTS if isinstance(item.get(kind), str)), None)
    inputs = {key: filled(text, given) for key, text in settings(item.get("inputs")).items()}
    script, route, uses = "", where, ""
    if kind is not None:
        script, route = item[kind], (*where, kind)
    elif isinstance(item.get("task"), str):
        uses = "task:" + item["task"]
        inline, file = _TASKS.get(item["task"].partition("@")[0].lower(), ("", ""))
        lower = {key.lower(): (key, value) for key, value in table(item.get("inputs")).items()}
        key, value = lower.get(inline.lower(), ("", None))
        if inline and isinstance(value, str):
            script, route, uses = value, (*where, "inputs", key), ""
        elif file and isinstance(lower.get(file.lower(), ("", None))[1], str):
            path = lower[file.lower()][1]
            prefix = "pwsh" if item["task"].lower().startswith("powershell") else "bash"
            script, uses = f"{prefix} {path}", ""
        elif item["task"].lower().startswith("pythonscript"):
            script = f"python {inputs.get('scriptPath', '')} {inputs.get('arguments', '')}"
            inline = inputs.get("script", "")
            # Python's code is one word of a shell.
            script = script if inputs.get("scriptPath") else f"python -c {shlex.quote(inline)}" * bool(inline)
            uses = "" if script else uses
    else:
        uses = "own:" + str(next(iter(item), ""))
    condition = item.get("condition")
    every = frozenset(Event)
    events = narrowed(every, condition)
    folder = as_text(item.get("workingDirectory") or inputs.get("workingDirectory") or "")
    folder = re.sub(r"^\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\)/?", "", folder)
    return Step(
        Location(source.file, route),
        filled(script, given),
        uses,
        inputs,
        as_text(item.get("displayName") or item.get("name") or ""),
        settings(item.get("env")),
        "`continueOnError` is set for the step" if item.get("continueOnError") is True else "",
        None if events == every else events,
        source.line(route, script) if script and route != where else None,
        folder,
        # The agent starts `bash` and `cmd` without `-e`, but PowerShell stops at the last exit code.
        errexit=kind in ("powershell", "pwsh"),
        pipefail=False,
        always=isinstance(condition, str) and ("always()" in condition or "succeededOrFailed()" in condition),
        ident=as_text(item.get("name") or ""),
    )


def filled(text: str, given: Table) -> str:
    """Return a text with the parameters that are given filled in."""

    def value(found: re.Match[str]) -> str:
        known = given.get(found[1])
        return as_text(known) if isinstance(known, (str, int, float)) else found[0]

    return fill.filled(PARAMETER, value, text)


def as_values(given: Table) -> dict[str, tuple[str, ...]]:
    """Return parameters as the values of variables that commands may name."""
    items = itertools.islice(given.items(), fill.VARIABLES)
    return {f"parameters.{k}": (as_text(v),) for k, v in items if isinstance(v, (str, int, float))}


def parameters_of(data: Table, item: Table, outer: Table) -> Table:
    """Return what a template's parameters are: its defaults, and what it is given."""
    found: dict[str, Any] = {}
    declared = data.get("parameters")
    if isinstance(declared, dict):
        found.update(declared)
    for entry in declared if isinstance(declared, list) else ():
        if isinstance(entry, dict) and "name" in entry:
            found[str(entry["name"])] = entry.get("default")
    for key, value in table(item.get("parameters")).items():
        found[key] = filled(value, outer) if isinstance(value, str) else value
    return found
