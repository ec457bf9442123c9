from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule


@rule(Severity.NOTE, since="0.1")
def conda_pip_mixed(dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """A conda environment installs the same package with conda and pip.

    pip overwrites the files that conda installed, and conda does not notice, so later updates break the
    environment (conda documentation, "Using pip in a conda environment"). Keep one of the two.

    ```yaml environment.yml bad
    dependencies:
      - numpy=1.26
      - pip:
          - NumPy>=2
    ```
    ```yaml environment.yml good
    dependencies:
      - numpy=1.26
      - pip:
          - demo-core
    ```
    """
    conda = {
        (each.at.file, each.name): each
        for each in dependencies
        if each.manager == "conda" and each.set == "conda"
    }
    for each in dependencies:
        other = conda.get((each.at.file, each.name))
        if other is not None and each.name and each.manager == "conda" and each.set == "pip":
            yield Finding(f"`{each.name}` is also installed with conda", each.at, related=(other.at,))
