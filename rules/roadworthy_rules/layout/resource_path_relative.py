from collections.abc import Iterator

from roadworthy import Finding, OpenedPath, Profile, Severity, rule


@rule(Severity.WARNING, since="0.1")
def resource_path_relative(opened: OpenedPath, profile: Profile) -> Iterator[Finding]:
    """A library opens a file of its own package by a path from the project's root.

    The path is resolved against the current working directory, so it works only in the checkout. After
    installation the file is in `site-packages`. Locate it relative to the package:

        from importlib.resources import files

        text = files("churn").joinpath("rates.json").read_text()

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py bad
    import json


    def rates():
        with open("churn/rates.json") as file:
            return json.load(file)
    ```
    ```json churn/rates.json bad
    {}
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py good
    import json
    from importlib.resources import files


    def rates():
        return json.loads(files("churn").joinpath("rates.json").read_text())
    ```
    ```json churn/rates.json good
    {}
    ```
    """
    if profile.name == "library":
        yield Finding(f"`{opened.path}` is resolved against the current working directory", opened.at)
