import re
from collections.abc import Collection, Iterable, Iterator

from roadworthy import (
    CI,
    ComposeService,
    Finding,
    ModuleSummary,
    Profile,
    Proposal,
    Purpose,
    Repository,
    Severity,
    Tree,
    Unmeasured,
    Verb,
    rule,
    serving_frameworks,
)
from roadworthy_rules._platform_files import hosted_on, pushed_to

_FILE = re.compile(r"(?i)(.*/)?[^/]*(docker|container)file[^/]*")
#: What else can deploy a service: a file at the root, a directory, a library.
_OTHERS = frozenset(
    "Procfile app.yaml app.yml appspec.yml bentofile.yaml cog.yaml databricks.yml fly.toml host.json"
    " project.toml"
    " railway.json render.yaml samconfig.toml serverless.yml serverless.yaml template.yaml"
    " vercel.json".split()
)
_CONFIGURATION = re.compile(
    r"(?i)(charts?|deploy(ment)?s?|helm|infra(structure)?|k8s|kubernetes|manifests|terraform)/.+\.(tf|ya?ml)|.+\.tf"
)
_LIBRARIES = frozenset(
    "aws_cdk azureml bentoml chalice kfp kserve litserve mlserver modal ray sagemaker seldon_core"
    " zappa".split()
)
#: A script of the project that deploys it, by its name.
_SCRIPT = re.compile(r"(?i)(?:[^/]+/)?[^/]*(?<![a-z])deploy(?:ment)?(?![a-z])[^/]*\.(?:bat|ps1|py|sh)")
#: Pages that their makers' platforms run from the source.
_PAGES = frozenset(("gradio", "streamlit"))


@rule(Severity.WARNING, since="0.1", take=1.0)
def dockerfile_missing(
    profile: Profile,
    purpose: Purpose,
    repository: Repository,
    modules: tuple[ModuleSummary, ...],
    ci: CI,
    services: tuple[ComposeService, ...],
    proposal: Proposal,
    tree: Tree,
) -> Iterator[Finding]:
    """A service has no container image.

    The service may run in production with another Python, other system libraries or other versions than you
    tested. A container image pins all of them. Write a `Dockerfile` that installs the project's wheel.

    If the project has a package with one command that starts it, the fix creates the `Dockerfile` that
    `roadworthy init` proposes.

    The rule applies to the profile `ml-service` if something serves the model. It stays silent if you deploy
    the service in another way, such as a Procfile, Cog, BentoML, Ray Serve, Terraform, serverless, a Hugging
    Face Space or a script, or if a document or pipeline names the platform that runs it. It ignores models
    that are only behind a page of Streamlit or Gradio, which their platforms run from the source.

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
    ```dockerfile docker/serve.Dockerfile good
    FROM python:3.13-slim
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python good
    from ray import serve
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python page.py good
    import streamlit
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```text scripts/deploy.sh good
    gcloud run deploy churn --source .
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```text README.md good
    ---
    title: Churn
    sdk: gradio
    ---
    ```

    A platform runs it:

    ```text README.md good
    # Churn

    Live at https://churn.onrender.com/docs.
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```

    Exercises are not deployed, and neither are lessons.

    ```text README.md good
    # Course on models in production
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```

    ```python exercise.py good
    from sklearn.linear_model import LogisticRegression

    print(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    ```toml good
    [project]
    name = "churn"
    ```
    """
    if profile.name != "ml-service" or not profile.is_served or not repository.is_whole:
        return
    if purpose.name == "lesson":
        return
    files = any(map(_FILE.fullmatch, _deployable(repository)))
    if not files and not is_deployed_otherwise(repository, modules, ci, services, tree):
        if host := hosted_on(ci.paths, tree):
            raise Unmeasured(f"could not see how `{host}` runs the service")
        message = "the service has no Dockerfile and no other deployment configuration"
        yield Finding(message, repository.place, proposal.fix("Create a Dockerfile", "Dockerfile"))


def is_deployed_otherwise(
    repository: Repository,
    modules: Collection[ModuleSummary],
    ci: CI,
    services: Iterable[ComposeService],
    tree: Tree,
) -> bool:
    """Tell whether anything but a Dockerfile may deploy the project.

    A platform's file or its library, a pipeline or script that deploys, or an image that Compose takes from
    elsewhere.
    """
    if any(True for _ in ci.each(Verb.DEPLOYS)) or any(item.data.get("image") for item in services):
        return True
    if pushed_to(repository, tree):
        return True
    files = _deployable(repository)
    imported = {item.module.partition(".")[0] for module in modules for item in module.imports}
    page = bool(imported & _PAGES) and not any(map(serving_frameworks, modules))
    if page or files & _OTHERS or imported & _LIBRARIES:
        return True
    return any(_CONFIGURATION.fullmatch(path) or _SCRIPT.fullmatch(path) for path in files)


def _deployable(repository: Repository) -> set[str]:
    return {path for path in repository.files if not path.startswith(".devcontainer/")}
