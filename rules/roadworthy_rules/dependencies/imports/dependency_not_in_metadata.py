from collections.abc import Iterator

from roadworthy import (
    Dependency,
    DistributionContents,
    Dockerfile,
    Finding,
    Layout,
    Profile,
    Pyproject,
    Resolver,
    Severity,
    Uses,
    missing_providers,
    rule,
)
from roadworthy_rules._names import named
from roadworthy_rules.dependencies.imports._imports import addition, is_image_of_project_alone

#: Managers whose declarations become the metadata of the package.
_METADATA = ("pyproject", "poetry", "flit", "setuptools")


@rule(Severity.ERROR, since="0.1")
def dependency_not_in_metadata(
    uses: Uses,
    dependencies: tuple[Dependency, ...],
    contents: DistributionContents,
    layout: Layout,
    profile: Profile,
    pyproject: Pyproject | None,
    dockerfiles: tuple[Dockerfile, ...],
    resolver: Resolver,
) -> Iterator[Finding]:
    """Package code imports a distribution that only a requirements file declares.

    `pip install` reads the package's metadata, not `requirements.txt` or `environment.yml`, so the import
    raises `ModuleNotFoundError` for everyone who installs the package. Declare the distribution in
    `project.dependencies`.

    The rule ignores applications without a build system, and applications whose metadata lists no
    dependencies, because they are deployed from the other file, unless a Dockerfile installs the project
    and nothing else.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```requirements bad
    pandas==2.2.3
    pyyaml==6.0.2
    ```
    ```python src/demo/__init__.py bad
    import pandas
    import yaml
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```requirements good
    pandas==2.2.3
    pyyaml==6.0.2
    ```
    ```python src/demo/__init__.py good
    import numpy  # pandas is made of it
    import pandas

    try:
        import yaml
    except ImportError:
        yaml = None
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    dynamic = ["dependencies"]

    [tool.setuptools.dynamic]
    dependencies = { file = ["requirements.txt"] }
    ```
    ```requirements good
    pyyaml==6.0.2
    ```
    ```python src/demo/__init__.py good
    import yaml
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```requirements good
    pandas==2.2.3
    fastapi==0.115.12
    ```
    ```python src/demo/__init__.py good
    import fastapi
    import pandas

    app = fastapi.FastAPI()
    ```

    This image has the project, but not what it imports.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```requirements bad
    pandas>=2.2
    ```
    ```python src/demo/__init__.py bad
    import pandas
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY . /app
    RUN pip install /app
    CMD ["python", "-m", "demo"]
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```requirements good
    pandas>=2.2
    ```
    ```python src/demo/__init__.py good
    import pandas
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . /app
    RUN pip install -r /app/requirements.txt /app
    CMD ["python", "-m", "demo"]
    ```
    """
    if not uses.fully_declared or contents.refusal is not None:
        return
    stated = {item.name for item in dependencies if item.manager in _METADATA and item.kind != "build"}
    beside = {item.name: item for item in dependencies if item.manager not in _METADATA}
    built = pyproject is None or pyproject.has("build-system")
    if profile.name != "library" and not (built and (stated or _is_deployed_alone(dockerfiles, resolver))):
        return
    lost = {}
    for use in uses.each:
        places = [at for at in use.certain if layout.owns(at.file)]
        known = missing_providers(use.module, stated) if places and use.declared == "runtime" else ()
        elsewhere = next((beside[name] for name in known if name in beside), None)
        if elsewhere is not None:
            lost[use.module] = (places[0], elsewhere)
    if lost:
        (first, item), *others = lost.values()
        one = next(iter(lost)) if len(lost) == 1 else ""
        yield Finding(
            f"{named(lost)} {'is' if one else 'are'} imported, and only `{item.at.file}` declares"
            f" {'it' if one else 'them'}, which is not read when the package is installed",
            first,
            addition(pyproject, (item.name,)) if one else None,
            tuple(at for at, _ in others),
        )


def _is_deployed_alone(dockerfiles: tuple[Dockerfile, ...], resolver: Resolver) -> bool:
    return bool(dockerfiles) and all(is_image_of_project_alone(file, resolver) for file in dockerfiles)
