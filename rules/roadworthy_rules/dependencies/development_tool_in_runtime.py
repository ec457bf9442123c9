import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    DeclaredMetadata,
    Dependency,
    Finding,
    Layout,
    ModuleSummary,
    NotebookSummary,
    Part,
    Pyproject,
    Severity,
    Tree,
    and_more,
    fact,
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


@dataclass(frozen=True, slots=True)
class RuntimeTools:
    """The development tools among the run-time dependencies, in order."""

    found: tuple[Dependency, ...]


@rule(Severity.WARNING, since="0.1")
def development_tool_in_runtime(dependency: Dependency, tools: RuntimeTools) -> Iterator[Finding]:
    """A development tool is a run-time dependency.

    Everyone who installs the project gets the tool: images grow, there is more code to attack, and its
    version may conflict with the user's own. Move it to a dependency group, or to a requirements file for
    development. The rule reports a project once.

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
    # One finding joins them, at the first.
    if dependency.at not in {item.at for item in tools.found[:1]}:
        return
    parts = tuple(
        Part(f"`{item.name}` is a development tool but a run-time dependency", item.at)
        for item in tools.found
    )
    if len(parts) == 1:
        yield Finding(parts[0].message, parts[0].at)
    else:
        names = and_more([item.name for item in tools.found], 3)
        yield Finding(f"development tools are run-time dependencies: {names}", parts[0].at, parts=parts)


@fact
def runtime_tools(
    dependencies: tuple[Dependency, ...],
    pyproject: Pyproject | None,
    declared: DeclaredMetadata | None,
    layout: Layout,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    tree: Tree,
) -> RuntimeTools:
    """List the development tools that users of the project install with it."""
    if not any(map(_tool, dependencies)):
        return RuntimeTools(())
    own = [module for module in modules if module.role == "source" or layout.owns(module.path)]
    imported = {item.module.partition(".")[0] for module in own for item in module.imports}
    # Where nothing is deployed, notebooks are what the project is run for.
    opened = len(notebooks) > len(own) or (bool(notebooks) and not _has_image(tree))
    runs_notebooks = opened or any(item.name in _RUNNERS for item in dependencies)
    return RuntimeTools(
        tuple(
            dependency
            for dependency in dependencies
            if (tool := _tool(dependency))
            and tool not in imported
            and not (tool in NOTEBOOK_TOOLS and runs_notebooks)
            and _is_runtime(dependency, pyproject, tree)
            and not (declared is not None and _extends(declared, tool))
        )
    )


def _tool(dependency: Dependency) -> str:
    """Return the development tool that a dependency is, or is a plug-in of; "" for any other."""
    name = dependency.name
    tool = name.partition("-")[0] if name.startswith(("pytest-", "flake8-")) else name
    return tool if tool in DEVELOPMENT_TOOLS else ""


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
