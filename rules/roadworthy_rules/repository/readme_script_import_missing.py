import re
from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, Repository, Severity, Span, Tree, rule
from roadworthy_rules.repository._readmes import SIZE, code_in, markdown_readme
from roadworthy_rules.repository._shared import tracked_files

#: A script in a directory that Python starts.
_RUN = re.compile(r"(?:^|[;&|$>\s])python3?[ \t]++((?:[\w-]++/)++[\w-]++\.py)(?=\s|$)")
#: How a command goes to another directory first.
_GOES = re.compile(r"\bcd[ \t]++([\w./-]++)")
_BUILDS = ("pyproject.toml", "setup.py", "setup.cfg")


@rule(Severity.WARNING, since="0.2")
def readme_script_import_missing(
    repository: Repository, modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A script that the README starts cannot import the project's own modules.

    `python pipelines/train.py` puts `pipelines` on the path of imports and not the directory where you start
    it, so `from src.data import load` fails with `ModuleNotFoundError`. Start it as a module,
    `python -m pipelines.train`, or make the project a package and install it.

    The rule follows commands in code of a README of Markdown to scripts that import a directory or module at
    the root of the project. It stays silent if the project can be installed, if the README sets `PYTHONPATH`
    or changes the directory, and if the script changes `sys.path`.

    ```git bad
    tracked = ["README.md", "pipelines/train.py", "src/data.py"]
    ```
    ```text README.md bad
    Train with `python pipelines/train.py`.
    ```
    ```python pipelines/train.py bad
    from src.data import load

    print(load())
    ```
    ```python src/data.py bad
    def load():
        return [1, 2]
    ```
    ```git good
    tracked = ["README.md", "pipelines/train.py", "src/data.py"]
    ```
    ```text README.md good
    Train with `python -m pipelines.train`.
    ```
    ```python pipelines/train.py good
    from src.data import load

    print(load())
    ```
    ```python src/data.py good
    def load():
        return [1, 2]
    ```
    """
    path = markdown_readme(repository, tree)
    if path is None:
        return
    if any(name in tree.files for name in _BUILDS):
        return
    tracked = tracked_files(repository)
    text = tree.text(path, SIZE, strict=False)
    directories = {file.rpartition("/")[0] for file in tree.files}
    if "PYTHONPATH" in text or any(name.strip("./") in directories - {""} for name in _GOES.findall(text)):
        return
    tops = {name.partition("/")[0].removesuffix(".py") for name in tracked if name.endswith(".py")}
    by_path = {module.path: module for module in modules}
    told: set[str] = set()
    for written, start in code_in(text):
        for command in _RUN.finditer(written):
            script = by_path.get(command[1])
            if script is None or script.path in told:
                continue
            told.add(script.path)
            missing = _unreachable(script, tops, tree)
            if missing:
                line = text.count("\n", 0, start + command.start(1)) + 1
                at = Location(path, span=Span(line, 1, line, 1))
                yield Finding(f"`python {script.path}` cannot import `{missing}`", at)


def _unreachable(script: ModuleSummary, tops: set[str], tree: Tree) -> str:
    """Return the name at the root of the project that a script imports, and that is not beside it."""
    beside = script.path.rpartition("/")[0]
    if "sys" in script.mentioned and "path" in script.mentioned:
        return ""
    for item in script.imports:
        name = item.module.partition(".")[0]
        if item.level or name not in tops:
            continue
        if f"{beside}/{name}.py" in tree.files or any(
            file.startswith(f"{beside}/{name}/") for file in tree.files
        ):
            continue
        return name
    return ""
