from collections.abc import Iterator

from roadworthy import (
    Command,
    DistributionContents,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Profile,
    Pyproject,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.layout._shared import packaged_aside

_GENERIC = frozenset(
    "code common config core data helper helpers lib libs main model models module modules project scripts"
    " src test tests tools util utils".split()
)


@rule(Severity.WARNING, since="0.1")
def package_name_generic(
    layout: Layout,
    profile: Profile,
    tree: Tree,
    contents: DistributionContents,
    commands: tuple[Command, ...],
    modules: tuple[ModuleSummary, ...],
    pyproject: Pyproject | None,
) -> Iterator[Finding]:
    """A package is installed under a generic name.

    Two projects that both install `utils` overwrite each other's files, and one of them breaks. Name the
    package after the project, and move this package into it: `churn.utils`.

    The rule ignores projects that build nothing, and tests and tools that package discovery picks up by
    accident; `tests-packaged` reports those.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```python src/utils/__init__.py bad
    ```
    ```text setup.cfg good
    [metadata]
    name = churn

    [options]
    package_dir =
        = src
    packages = find:

    [options.packages.find]
    where = src
    ```
    ```python src/churn/__init__.py good
    ```
    ```python src/tools/__init__.py good
    ```

    ```python src/churn/__init__.py good
    ```
    ```python src/churn/utils/__init__.py good
    ```
    """
    allowed = {"core", "main", "models"} if profile.name != "library" else set()
    if pyproject is not None and not pyproject.has("build-system") and "uv.lock" in tree.files:
        return  # Then uv installs nothing.
    aside = packaged_aside(contents, commands, modules)
    for path in (*layout.packages, *layout.modules):
        name = path.rpartition("/")[2].removesuffix(".py")
        # A directory may have another name than its package, or none be installed by its own.
        if name in _GENERIC - allowed and name not in aside and name in contents.tops:
            at = path if path in tree.files else f"{path}/__init__.py"
            yield Finding(f"`{name}` is a name that other projects also install", Location(at))
