"""What commands do to a project: verbs, and which tools do what by their arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from roadworthy.core.finding import Location

Words = tuple[str, ...]


class Verb(Enum):
    """What a command does, whatever it is called."""

    INSTALLS = "installs"
    TESTS = "runs the tests"
    LINTS = "runs a linter"
    TYPES = "checks types"
    AUDITS = "looks for vulnerabilities"
    NOTEBOOKS = "runs notebooks"
    BUILDS_WHEEL = "builds a wheel"
    BUILDS_SDIST = "builds an sdist"
    CHECKS_WHEEL = "checks what was built"
    PUBLISHES = "publishes to an index"
    BUILDS_IMAGE = "builds an image"
    PUSHES_IMAGE = "pushes an image"
    DEPLOYS = "deploys"
    MIGRATES = "migrates a database"
    MONITORS = "runs a monitoring job"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is really done: the tool, its words, where it is called from, and how it is reached.

    `at` is the place in the pipeline, `via` the places of the scripts, targets and sessions between it and the
    tool. `tolerated` says why nobody notices where it fails. `detail` depends on the verb: what is installed
    (`project`, `editable`, `wheel`, `requirements`, `named`), the name of an image, the target of a deployment.
    """

    verb: Verb
    tool: str
    words: Words
    at: Location
    via: tuple[Location, ...] = ()
    tolerated: str = ""
    detail: str = ""


#: Arguments with which a tool says something about itself, or about the tests, and checks nothing.
_IDLE = frozenset(
    "--version -V --help -h --collect-only --co --fixtures --markers --setup-plan --list-sessions --list --listenvs"
    " --showconfig --show-config --showlocals-only --env --rules --list-checks".split()
)
_TESTS = frozenset(
    "pytest py.test unittest unittest2 nose nosetests nose2 behave stestr ward trial green testr zope-testrunner"
    " slipcover mutmut ptr pytest-3 testflo twisted.trial lettuce aloe radish avocado runtests.py runtests".split()
)
_LINTS = frozenset(
    "flake8 pylint pycodestyle pyflakes pydocstyle pep8 pylama prospector flakehell flakeheaven vulture pyroma"
    " docformatter interrogate codespell refurb pylint-fail-under wemake-python-styleguide autoflake8 sourcery"
    " fixit pyre-lint darglint pydoclint nbqa super-linter megalinter mega-linter-runner lint-imports radon xenon"
    " cpplint isort-check yapf-check djlint curlylint sonar-scanner pylint_runner pylint-runner".split()
)
#: Tools that rewrite files unless they are told to check.
_FORMATTERS = {
    "black": ("--check", "--diff"),
    "isort": ("--check", "--check-only", "-c", "--diff", "--check-only"),
    "yapf": ("--diff", "-d", "-q", "--quiet"),
    "autopep8": ("--diff", "-d", "--exit-code"),
    "blue": ("--check",),
    "usort": ("check",),
    "pyupgrade": ("",),
    "docformatter": ("--check", "-c"),
    "darker": ("--check", "--diff", "-L", "--lint"),
    "autoflake": ("--check", "-c", "--check-diff"),
    "ufmt": ("check", "diff"),
}
_TYPES = frozenset(
    "mypy pyright basedpyright pytype pyre dmypy pyrefly zuban beartype-check stubtest".split()
)
_AUDITS = frozenset(
    "pip-audit pip_audit safety bandit semgrep snyk trivy grype osv-scanner gitleaks trufflehog detect-secrets"
    " dependency-check.sh horusec sonar-scanner jake skjold checkov pyupio-safety whispers dlint pip-licenses-audit"
    " liccheck-audit syft anchore-cli ggshield twistcli wiz fossa".split()
)
_DEPLOYS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (program, re.compile(pattern))
    for program, pattern in (
        ("kubectl", r".*\b(apply|create|set image|rollout (restart|undo)|replace|patch)\b.*"),
        ("oc", r".*\b(apply|rollout|set image|new-app|start-build|replace)\b.*"),
        ("helm", r".*\b(upgrade|install)\b.*"),
        ("helmfile", r".*\b(apply|sync)\b.*"),
        ("gcloud", r".*\b(run deploy|app deploy|functions deploy|ai endpoints deploy-model|run services update"
                   r"|ai-platform|run jobs (deploy|update)|compute instances|container clusters)\b.*"),
        ("aws", r".*\b(ecs update-service|lambda update-function-code|deploy create-deployment|cloudformation deploy"
                r"|elasticbeanstalk (update-environment|create-application-version)|apprunner|s3 (sync|cp)"
                r"|sagemaker create-\S+|ssm send-command|lambda publish-version)\b.*"),
        ("az", r".*\b(webapp (deploy|up|deployment|config container set)|containerapp (up|update|create)|functionapp"
               r" (deploy|deployment)|ml (online|batch)-(deployment|endpoint) (create|update)|aks|container create"
               r"|ml model deploy|deployment)\b.*"),
        ("sam", r".*\bdeploy\b.*"), ("serverless", r".*\bdeploy\b.*"), ("sls", r".*\bdeploy\b.*"),
        ("cdk", r".*\bdeploy\b.*"), ("terraform", r".*\bapply\b.*"), ("tofu", r".*\bapply\b.*"),
        ("terragrunt", r".*\bapply\b.*"), ("pulumi", r".*\bup\b.*"), ("flyctl", r".*\bdeploy\b.*"),
        ("fly", r".*\bdeploy\b.*"), ("railway", r".*\b(up|redeploy)\b.*"), ("vercel", r".*(--prod|deploy).*"),
        ("netlify", r".*\bdeploy\b.*"), ("heroku", r".*\b(container:release|git:remote|builds:create)\b.*"),
        ("eb", r".*\bdeploy\b.*"), ("zappa", r".*\b(deploy|update)\b.*"), ("chalice", r".*\bdeploy\b.*"),
        ("ansible-playbook", r".*"), ("modal", r".*\bdeploy\b.*"), ("prefect", r".*\bdeploy\b.*"),
        ("fab", r".*\bdeploy\w*\b.*"), ("cap", r".*\bdeploy\b.*"), ("dpl", r".*"), ("cf", r".*\bpush\b.*"),
        ("databricks", r".*\b(bundle deploy|jobs (create|reset)|workspace import\w*|libraries install)\b.*"),
        ("dbx", r".*\bdeploy\b.*"), ("bentoml", r".*\bdeploy\b.*"), ("cog", r".*\bpush\b.*"),
        ("kustomize", r".*\b(deploy)\b.*"), ("argocd", r".*\bapp (sync|set|create)\b.*"), ("skaffold", r".*\b(run|deploy)\b.*"),
        ("werf", r".*\bconverge\b.*"), ("nomad", r".*\b(job )?run\b.*"), ("firebase", r".*\bdeploy\b.*"),
        ("wrangler", r".*\b(deploy|publish)\b.*"), ("copilot", r".*\bdeploy\b.*"), ("convox", r".*\bdeploy\b.*"),
        ("ssh", r".*\b(docker|systemctl|supervisorctl|git pull|deploy|restart|up -d|kubectl)\b.*"),
        ("ecs-deploy", r".*"), ("ecs", r".*\bdeploy\b.*"), ("git", r"push .*\b(heroku|dokku|hf|huggingface)\b.*"),
    )
)  # fmt: skip


def tool_acts(words: Words) -> list[tuple[Verb, str]]:
    """Return what a tool does with these arguments: verbs with details; none for what checks nothing.

    The first word is the tool's plain name: without a path, a version and what starts it.
    """
    tool, rest = words[0], words[1:]
    if not _IDLE.isdisjoint(rest) or rest[:1] == ("version",) or rest[:1] == ("help",):
        return []
    if tool in ("pip", "pip-sync", "pip-compile", "conda", "mamba", "micromamba", "pipenv", "poetry", "pdm", "uv",
                "hatch", "flit", "rye", "pixi", "setup.py", "maturin", "build", "twine", "pyproject-build"):  # fmt: skip
        from roadworthy.facts.ci.packaging import packaging_acts

        return packaging_acts(tool, rest)
    found = _checks(tool, rest)
    if tool in (
        "docker",
        "podman",
        "nerdctl",
        "buildah",
        "kaniko",
        "executor",
        "img",
        "docker-compose",
        "buildctl",
    ):
        found += _images(tool, rest)
    text = " ".join(rest)
    found += [
        (Verb.DEPLOYS, tool)
        for program, pattern in _DEPLOYS
        if program == tool and pattern.fullmatch(text[:2000])
    ]
    if (tool == "alembic" and "upgrade" in rest) or tool in ("flyway", "aerich", "yoyo", "dbmate", "atlas"):
        found.append((Verb.MIGRATES, tool))
    return found


def _checks(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    found: list[tuple[Verb, str]] = []
    if tool in _TESTS:
        found.append((Verb.TESTS, tool))
        if any(word.startswith(("--nbval", "--nbmake")) for word in rest):
            found.append((Verb.NOTEBOOKS, tool))
        if any(
            word in ("--mypy", "--flake8", "--pylint", "--ruff", "--black", "--pycodestyle") for word in rest
        ):
            found.append((Verb.TYPES if "--mypy" in rest else Verb.LINTS, tool))
    elif tool == "ruff":
        found += _ruff(rest)
    elif (tool in _LINTS and not (tool == "docformatter")) or (
        tool in _FORMATTERS and (set(_FORMATTERS[tool]) & set(rest) or "" in _FORMATTERS[tool])
    ):
        found.append((Verb.LINTS, tool))
    if tool in _TYPES and rest[:1] not in (("stop",), ("config",), ("init",)):
        found.append((Verb.TYPES, tool))
    if tool == "ty" and rest[:1] == ("check",):
        found.append((Verb.TYPES, tool))
    if (tool in _AUDITS and rest[:1] not in (("auth",), ("login",), ("config",), ("test",))) or (
        tool == "snyk" and "test" in rest
    ):
        found.append((Verb.AUDITS, tool))
    if tool in ("papermill", "treon", "jupytext-run") or (
        tool in ("jupyter", "nbconvert") and "--execute" in rest
    ):
        found.append((Verb.NOTEBOOKS, tool))
    if tool in (
        "check-wheel-contents",
        "abi3audit",
        "roadworthy",
        "wheel-inspect",
        "auditwheel",
        "check-sdist",
    ):
        found.append((Verb.CHECKS_WHEEL, tool))
    if tool == "cibuildwheel":
        found.append((Verb.BUILDS_WHEEL, tool))
    if tool in ("evidently", "nannyml", "whylogs"):
        found.append((Verb.MONITORS, tool))
    if "--exit-zero" in rest:
        return []
    return found


def _ruff(rest: Words) -> list[tuple[Verb, str]]:
    command = next((word for word in rest if not word.startswith("-")), "")
    if command == "format" and not {"--check", "--diff"} & set(rest):
        return []
    if command in ("rule", "clean", "server", "config", "linter", "analyze"):
        return []
    found = [(Verb.LINTS, "ruff")]
    selected = [b for a, b in zip(rest, (*rest[1:], ""), strict=True) if a in ("--select", "--extend-select")]
    selected += [
        word.partition("=")[2] for word in rest if word.startswith(("--select=", "--extend-select="))
    ]
    if any(re.fullmatch(r"S\d*|ALL", code) for text in selected for code in text.split(",")):
        found.append((Verb.AUDITS, "ruff"))
    return found


def _images(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    if tool in ("kaniko", "executor"):
        name = _option(rest, "--destination", "-d")
        quiet = "--no-push" in rest
        return [(Verb.BUILDS_IMAGE, name)] + ([] if quiet else [(Verb.PUSHES_IMAGE, name)])
    plain = [word for word in rest if not word.startswith("-")]
    name = _option(rest, "--tag", "-t")
    if plain[:1] in (["build"], ["bud"]) or plain[:2] in (
        ["buildx", "build"],
        ["image", "build"],
        ["buildx", "bake"],
    ):
        pushes = "--push" in rest or any("push=true" in word for word in rest)
        return [(Verb.BUILDS_IMAGE, name)] + ([(Verb.PUSHES_IMAGE, name)] if pushes else [])
    if plain[:1] == ["push"] or plain[:2] == ["image", "push"]:
        return [(Verb.PUSHES_IMAGE, plain[-1])]
    compose = tool == "docker-compose" or plain[:1] == ["compose"]
    if compose and ("build" in plain or "--build" in rest):
        return [(Verb.BUILDS_IMAGE, "compose")]
    if compose and "push" in plain:
        return [(Verb.PUSHES_IMAGE, "compose")]
    if plain[:2] in (["stack", "deploy"], ["service", "update"]):
        return [(Verb.DEPLOYS, "swarm")]
    if compose and "up" in plain and ("-d" in rest or "--detach" in rest):
        return [(Verb.DEPLOYS, "compose")]
    return []


def _option(words: Words, *names: str) -> str:
    """Return the value of the first of some options, `--name value` or `--name=value`."""
    for at, word in enumerate(words):
        if word in names and at + 1 < len(words):
            return words[at + 1]
        if "=" in word and word.partition("=")[0] in names:
            return word.partition("=")[2]
    return ""
