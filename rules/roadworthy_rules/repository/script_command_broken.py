import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Span, Tree, and_more, rule
from roadworthy_rules.repository._commands import missing_in
from roadworthy_rules.repository._shared import ASIDE, tracked_files

#: What brings files that the project does not hold.
_BRINGS = re.compile(
    r"\b(?:git (?:clone|submodule)|wget|curl|unzip|tar|gsutil|aws|scp|rsync|ssh|docker|cat ?>)\b|<<"
)
_COMMENT = re.compile(r"(?m)^[ \t]*+#[^\n]*+")
#: Scripts of shells, those of batch systems among them.
_SCRIPTS = (".sh", ".bash", ".slurm", ".sbatch")
_SIZE = 64 * 1024


@rule(Severity.WARNING, since="0.2")
def script_command_broken(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """A shell script runs a file that the project does not have.

    The script stops there, or goes on without the step. Mostly the file was renamed, moved or never
    committed. Correct the command, or delete the script.

    The rule looks at commands such as `python train.py`, `bash run.sh` and `./run.sh` in tracked scripts of
    shells and of Slurm. It stays silent if any directory of the project has a file of that name, if Git
    ignores it, and for scripts that download or unpack files, or run commands elsewhere.

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
