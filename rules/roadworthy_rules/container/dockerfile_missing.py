from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Profile, Repository, Severity, rule

_OTHERS = (
    "Procfile",
    "app.yaml",
    "bentofile.yaml",
    "cog.yaml",
    "databricks.yml",
    "project.toml",
    "serverless.yml",
)


@rule(Severity.WARNING, since="0.1", take=1.0)
def dockerfile_missing(
    dockerfiles: tuple[Dockerfile, ...], profile: Profile, repository: Repository
) -> Iterator[Finding]:
    """A service has no container to run in.

    What serves a model depends on a Python, on system libraries and on the versions that it was tested
    with. A container image holds them together, so that what was tested is what runs. Write a `Dockerfile`
    that installs the project's wheel.

    Only asked of the profile `ml-service`. Another way to deploy it (Procfile, Cog, BentoML, Databricks,
    serverless) will do as well.

    ```toml bad
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    ```
    ```toml good
    [project]
    name = "churn"
    ```
    """
    if profile.name != "ml-service" or dockerfiles or not repository.is_whole:
        return
    if not any(name in repository.files for name in _OTHERS):
        yield Finding("there is no Dockerfile, nor another way to deploy the service", repository.place)
