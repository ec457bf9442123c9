import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    Repository,
    Severity,
    Span,
    Tree,
    and_more,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.repository._commands import is_missing, missing_in
from roadworthy_rules.repository._shared import ASIDE, tracked_files

#: What brings files that the project does not hold.
_BRINGS = re.compile(
    r"\b(?:git (?:clone|submodule)|wget|curl|unzip|tar|gsutil|aws|scp|rsync|ssh|docker|cat ?>)\b|<<"
)
_COMMENT = re.compile(r"(?m)^[ \t]*+#[^\n]*+")
#: Scripts of shells, those of batch systems among them.
_SCRIPTS = (".sh", ".bash", ".slurm", ".sbatch")
_SIZE = 64 * 1024
_STARTS = frozenset("Popen call check_call check_output run".split())
_PYTHON = frozenset(("python", "python3"))


@dataclass(frozen=True, slots=True)
class StartedScript:
    """A script that Python code starts with Python, by its path in the command."""

    target: str
    at: Location


@rule(Severity.WARNING, since="0.2")
def script_command_broken(
    repository: Repository, tree: Tree, started: tuple[StartedScript, ...]
) -> Iterator[Finding]:
    """A script runs a file that the project does not have.

    The script stops there, or goes on without the step. Mostly the file was renamed, moved or never
    committed. Correct the command, or delete the script.

    The rule looks at commands such as `python train.py`, `bash run.sh` and `./run.sh` in tracked scripts of
    shells and of Slurm, and at calls such as `subprocess.run(["python", "train.py"])` and
    `os.system("python train.py")` in Python. It stays silent if any directory of the project has a file of
    that name, if Git ignores it, and for scripts that download or unpack files, run commands elsewhere, or,
    in Python, name the file in another place.

    ```git bad
    tracked = ["run.sh", "src/fit.py"]
    ```
    ```text run.sh bad
    export CUDA_VISIBLE_DEVICES=1
    python src/fit.py
    python src/evaluate.py --rows test.csv
    ```
    ```git bad
    tracked = ["jobs/tasks/fit.slurm", "jobs/run.sh"]
    ```
    ```text jobs/tasks/fit.slurm bad
    #SBATCH --time=60
    ./../run_old.sh
    ```
    ```git bad
    tracked = ["grid.py", "fits.py"]
    ```
    ```python grid.py bad
    import subprocess

    for rate in ("0.1", "0.2"):
        subprocess.call(["python", "fit.py", "--rate", rate])
    ```
    ```python fits.py bad
    import os

    os.system("python3 scores.py --all")
    ```
    ```git good
    tracked = ["grid.py", "fits.py"]
    ```
    ```python grid.py good
    import subprocess

    with open("fit.py", "w") as script:
        script.write("print(1)")
    subprocess.call(["python", "fit.py"])
    subprocess.call(["python", "fits.py"], cwd="elsewhere")
    ```
    ```python fits.py good
    print("fitted")
    ```
    ```git good
    tracked = ["run.sh", "src/fit.py"]
    ```
    ```text run.sh good
    # python src/evaluate.py
    ../shared/prepare.sh
    cd src
    python fit.py
    ```
    """
    tracked = tracked_files(repository)
    if ".gitmodules" in tracked:
        return
    known = {name.rpartition("/")[2].lower() for name in (*tracked, *tree.files)}
    for path in tracked:
        if not _is_script(path, tree) or ASIDE.fullmatch(path):
            continue
        text = tree.text(path, _SIZE, strict=False)
        if _BRINGS.search(text):
            continue
        text = _COMMENT.sub(lambda match: " " * len(match[0]), text)
        found: dict[str, Location] = {}
        here = path.rpartition("/")[0]
        for target, place in missing_in(text, known, tree, here):
            if _is_written(target.rpartition("/")[2], tracked, tree):
                continue
            line = text.count("\n", 0, place) + 1
            found.setdefault(target, Location(path, span=Span(line, 1, line, 1)))
        if found:
            first, *others = found.values()
            names = and_more(list(found), 3)
            verb = "do" if others else "does"
            yield Finding(
                f"{names}, which the script runs, {verb} not exist", first, related=tuple(others[:10])
            )

    files = set(tracked)
    for script in started:
        if script.at.file in files and is_missing(script.target, known, tree):
            yield Finding(f"`{script.target}`, which the script runs, does not exist", script.at)


def _is_script(path: str, tree: Tree) -> bool:
    """Tell whether a file is a script; one that is very long holds data."""
    return path.endswith(_SCRIPTS) and path in tree.files and not tree.exceeds(path, _SIZE)


def _is_written(name: str, tracked: list[str], tree: Tree) -> bool:
    """Tell whether a script of the project writes the file."""
    for path in tracked:
        if _is_script(path, tree):
            for line in tree.text(path, _SIZE, strict=False).splitlines():
                before, found, _ = line.partition(name)
                if found and (">" in before or "tee " in before):
                    return True
    return False


@fact
def started_scripts(module: Module) -> tuple[StartedScript, ...]:
    """Look for calls that start Python with a script, that the module names once."""
    text = module.text
    if not is_run(module.path, module.role) or module.generated or _BRINGS.search(text):
        return ()
    if "subprocess" not in text and "os.system" not in text:
        return ()
    found = []
    for node in nodes_of(module, ast.Call):
        target = _started(node)
        if target and not target.startswith(("/", "..")) and text.count(target.rpartition("/")[2]) == 1:
            found.append(StartedScript(target, module.at(node)))
    return tuple(found)


def _started(call: ast.Call) -> str:
    """Return the script that a call starts with Python in the same directory; "" for other calls."""
    owner, _, name = dotted(call.func).rpartition(".")
    moved = any(item.arg in ("cwd", None) for item in call.keywords)
    match (owner, name, call.args[:1]):
        case ("os", "system", [ast.Constant(value=str(command))]):
            program, _, rest = command.partition(" ")
            target = rest.split()[0] if program in _PYTHON and rest.split() else ""
            return target if target.endswith(".py") else ""
        case ("subprocess", _, [ast.List(elts=[program, ast.Constant(value=str(target)), *_])]) if (
            name in _STARTS and not moved and target.endswith(".py")
        ):
            named = isinstance(program, ast.Constant) and program.value in _PYTHON
            return target if named or dotted(program) == "sys.executable" else ""
    return ""
