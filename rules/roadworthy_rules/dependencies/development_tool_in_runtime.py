import re
from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Dependency,
    Finding,
    Layout,
    ModuleSummary,
    NotebookSummary,
    Pyproject,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.dependencies._shared import DEVELOPMENT_TOOLS, NOTEBOOK_TOOLS, is_dump

#: What runs notebooks, and then needs a kernel.
_RUNNERS = frozenset("nbclient nbconvert papermill ploomber voila".split())
#: What a project says of itself that works on code, tests or notebooks for others.
_TOOLSMITH = re.compile(
    r"Framework :: (Flake8|Hypothesis|IPython|Jupyter|Pytest|tox)|Topic :: .*(Generators|Quality|Testing)"
)
_RUNTIME = re.compile(r"(.*/)?requirements\.(txt|in)|(.*[-_/])?(base|main|prod|production|runtime)\.(txt|in)")


@rule(Severity.WARNING, since="0.1")
def development_tool_in_runtime(
    dependency: Dependency,
    dependencies: tuple[Dependency, ...],
    pyproject: Pyproject | None,
    declared: DeclaredMetadata | None,
    layout: Layout,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """A development tool is a run-time dependency.

    Everyone who installs the project gets the tool: images grow, there is more code to attack, and its
    version may conflict with the user's own. Move it to a dependency group, or to a requirements file for
    development.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "pytest>=8", "jupyterlab"]
    ```

    ```requirements bad
    pandas
    black
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]

    [dependency-groups]
    dev = ["pytest>=8"]
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["black"]
    ```
    ```python src/demo/__init__.py good
    import black
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pytest>=8"]

    [project.entry-points.pytest11]
    demo = "demo.plugin"
    ```

    ```requirements good
    jupyterlab
    ```
    ```notebook good
    cells = [{ source = "print(1)" }]
    ```

    ```requirements requirements-dev.txt good
    pytest
    ```
    """
    name = dependency.name
    tool = name.partition("-")[0] if name.startswith(("pytest-", "flake8-")) else name
    if tool not in DEVELOPMENT_TOOLS or not _is_runtime(dependency, pyproject, tree):
        return
    own = [module for module in modules if module.role == "source" or layout.owns(module.path)]
    if any(item.module.partition(".")[0] == tool for module in own for item in module.imports):
        return
    # Where nothing is deployed, notebooks are what the project is run for.
    opened = len(notebooks) > len(own) or (bool(notebooks) and not _has_image(tree))
    runs_notebooks = opened or any(item.name in _RUNNERS for item in dependencies)
    if (tool in NOTEBOOK_TOOLS and runs_notebooks) or (declared is not None and _extends(declared, tool)):
        return
    yield Finding(f"`{name}` is a development tool but a run-time dependency", dependency.at)


def _is_runtime(dependency: Dependency, pyproject: Pyproject | None, tree: Tree) -> bool:
    if dependency.manager in ("conda", "pipenv", "pixi"):
        return False  # environments, not what users install
    if dependency.manager != "requirements" or dependency.kind != "runtime":
        return dependency.kind == "runtime"
    packaged = (pyproject is not None and pyproject.is_package) or tree.exists("setup.py")
    # A dump of an environment holds whatever was installed; that it is one says `requirements-frozen`.
    return (
        not packaged
        and not is_dump(dependency.at.file, "requirements", tree)
        and _RUNTIME.fullmatch(dependency.at.file) is not None
    )


def _has_image(tree: Tree) -> bool:
    return any("dockerfile" in path.lower() or "containerfile" in path.lower() for path in tree.files)


def _extends(declared: DeclaredMetadata, tool: str) -> bool:
    """Tell whether the project works on code, tests or notebooks for others."""
    groups = [str(group) for _, table in declared.each(dict, "entry-points") for group in table]
    about = [str(text) for _, names in declared.each(list, "classifiers") for text in names]
    name = declared.get(str, "name")
    own = any(word.startswith(tool) for word in groups) or (name is not None and tool in name[1].lower())
    return own or any(map(_TOOLSMITH.match, about))
