import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Repository,
    Severity,
    Tree,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.repository._commands import missing_in
from roadworthy_rules.repository._shared import tracked_files

_STARTS = frozenset(
    "os.system subprocess.Popen subprocess.call subprocess.check_call subprocess.check_output"
    " subprocess.run".split()
)


@dataclass(frozen=True, slots=True)
class StartedCommand:
    """A command that code starts, as far as it is written out."""

    command: str
    at: Location


@rule(Severity.WARNING, since="0.3")
def started_script_missing(
    commands: tuple[StartedCommand, ...], repository: Repository, tree: Tree
) -> Iterator[Finding]:
    """Code starts a script that the project does not have.

    The call fails, or starts nothing and goes on where no code checks its result: a grid of trainings then
    ends without a single model. Mostly the file was renamed, or was never committed. Correct the name, or
    import the script and call its function, so that a linter sees the next rename.

    The rule looks at `subprocess.run(["python", "train.py"])`, `os.system("python train.py")` and the like.
    It stays silent if any directory of the project has a file of that name, if Git ignores it, if the module
    names the file elsewhere, and for names such as `your_script.py`.

    ```git bad
    tracked = ["grid.py", "lakes_model.py"]
    ```
    ```python grid.py bad
    import subprocess

    for rate in ("0.1", "0.01"):
        subprocess.call(["python", "lake_model.py", rate])
    ```
    ```git good
    tracked = ["grid.py", "lakes_model.py"]
    ```
    ```python grid.py good
    import subprocess
    import sys

    for rate in ("0.1", "0.01"):
        subprocess.run([sys.executable, "lakes_model.py", rate], check=True)
    ```
    ```python lakes_model.py good
    import sys

    print(sys.argv)
    ```
    """
    tracked = tracked_files(repository)
    if not commands or ".gitmodules" in tracked:
        return
    known = {name.rpartition("/")[2].lower() for name in (*tracked, *tree.files)}
    for one in commands:
        for target, _ in missing_in(one.command, known, tree):
            yield Finding(f"`{target}` is started, and the project does not have it", one.at)


@fact
def started_commands(module: Module) -> tuple[StartedCommand, ...]:
    """Look for commands that a module starts Python by, with the path of a script."""
    text = module.text
    if ".py" not in text or not is_run(module.path, module.role):
        return ()
    if "subprocess" not in text and "os.system" not in text:
        return ()
    found = []
    for call in nodes_of(module, ast.Call):
        match call:
            case ast.Call(func=function, args=[first, *_]) if dotted(function) in _STARTS:
                command = _command(first)
                script = next((part for part in command.split() if part.endswith(".py")), "")
                # A file that the module names again may be one that it writes.
                if script and text.count(script.rpartition("/")[2]) == 1 and not _moves(call):
                    found.append(StartedCommand(command, module.at(call)))
    return tuple(found)


def _command(value: ast.expr) -> str:
    """Return a command by Python, "" for another one; what is not written out ends it."""
    match value:
        case ast.Constant(value=str(text)):
            return text if text.split()[:1] in (["python"], ["python3"]) else ""
        case ast.List(elts=[first, ast.Constant(value=str(script)), *_]):
            python = isinstance(first, ast.Constant) and first.value in ("python", "python3")
            if (python or dotted(first) == "sys.executable") and " " not in script:
                return f"python {script}"
    return ""


def _moves(call: ast.Call) -> bool:
    """Tell whether a call starts its command elsewhere."""
    return any(item.arg in (None, "cwd") for item in call.keywords)
