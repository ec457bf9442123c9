"""Which tools do what, by their arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from roadworthy.facts.ci.packaging import packaging_acts
from roadworthy.facts.ci.verbs import Verb, Words

#: Arguments with which a tool says something about itself, or about the tests, and checks nothing.
_IDLE = frozenset(
    "--version -V --help -h --collect-only --co --fixtures --markers --setup-plan --list-sessions --list"
    " --listenvs"
    " --showconfig --show-config --showlocals-only --env --rules --list-checks".split()
)
_TESTS = frozenset(
    "pytest py.test unittest unittest2 nose nosetests nose2 behave stestr ward trial green testr"
    " zope-testrunner"
    " slipcover mutmut ptr pytest-3 testflo twisted.trial lettuce aloe radish avocado runtests.py"
    " runtests".split()
)
_LINTS = frozenset(
    "flake8 pylint pycodestyle pyflakes pydocstyle pep8 pylama prospector flakehell flakeheaven vulture"
    " pyroma"
    " docformatter interrogate codespell refurb pylint-fail-under wemake-python-styleguide autoflake8"
    " sourcery"
    " fixit pyre-lint darglint pydoclint nbqa super-linter megalinter mega-linter-runner lint-imports"
    " radon xenon"
    " cpplint isort-check yapf-check djlint curlylint sonar-scanner pylint_runner pylint-runner".split()
)
#: Tools that rewrite files unless they are told to check.
_FORMATTERS = {
    "black": ("--check", "--diff"),
    "isort": ("--check", "--check-only", "-c", "--diff"),
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
    "pip-audit pip_audit safety bandit semgrep snyk trivy grype osv-scanner gitleaks trufflehog"
    " detect-secrets"
    " dependency-check.sh horusec sonar-scanner jake skjold checkov pyupio-safety whispers dlint"
    " pip-licenses-audit"
    " liccheck-audit syft anchore-cli ggshield twistcli wiz fossa".split()
)
#: What deploys: a program, and the words of its arguments that say so; any of them where a text is empty.
_DEPLOYS: Mapping[str, tuple[str, ...]] = {
    "kubectl": ("apply", "create", "set image", "rollout restart", "rollout undo", "replace", "patch"),
    "oc": ("apply", "rollout", "set image", "new-app", "start-build", "replace"),
    "helm": ("upgrade", "install"),
    "helmfile": ("apply", "sync"),
    "gcloud": (
        "run deploy",
        "app deploy",
        "functions deploy",
        "endpoints deploy-model",
        "services update",
        "jobs deploy",
        "jobs update",
    ),
    "aws": (
        "ecs update-service",
        "lambda update-function-code",
        "deploy create-deployment",
        "cloudformation deploy",
        "elasticbeanstalk update-environment",
        "elasticbeanstalk create-application-version",
        "s3 sync",
        "s3 cp",
        "sagemaker create-endpoint",
        "sagemaker update-endpoint",
        "ssm send-command",
    ),
    "az": (
        "webapp deploy",
        "webapp up",
        "webapp deployment",
        "webapp config container set",
        "containerapp up",
        "containerapp update",
        "containerapp create",
        "functionapp deploy",
        "functionapp deployment",
        "container create",
        "ml online-deployment create",
        "ml online-deployment update",
        "ml batch-deployment create",
        "ml model deploy",
        "deployment group create",
    ),
    "cf": ("push",),
    "databricks": ("bundle deploy", "jobs create", "jobs reset"),
    "pulumi": ("up",),
    "railway": ("up", "redeploy"),
    "vercel": ("--prod", "deploy"),
    "heroku": ("container:release", "builds:create"),
    "zappa": ("deploy", "update"),
    "argocd": ("app sync", "app set", "app create"),
    "skaffold": ("run", "deploy"),
    "nomad": ("run",),
    "cog": ("push",),
    "wrangler": ("deploy", "publish"),
    "git": ("push heroku", "push dokku", "push hf", "push huggingface"),
    "ssh": ("docker", "systemctl", "supervisorctl", "deploy", "restart", "up -d", "kubectl", "git pull"),
    **dict.fromkeys(("terraform", "tofu", "terragrunt"), ("apply",)),
    **dict.fromkeys(
        "sam serverless sls cdk flyctl fly netlify eb chalice modal prefect fab cap dbx bentoml firebase"
        " copilot convox ecs".split(),
        ("deploy",),
    ),
    **dict.fromkeys(("ansible-playbook", "dpl", "ecs-deploy"), ("",)),
}


def tool_acts(words: Words) -> list[tuple[Verb, str]]:
    """Return what a tool does with these arguments: verbs with details; none for what checks nothing.

    The first word is the tool's plain name: without a path, a version and what starts it.
    """
    tool, rest = words[0], words[1:]
    if not _IDLE.isdisjoint(rest) or rest[:1] == ("version",) or rest[:1] == ("help",):
        return []
    if tool in (
        "pip",
        "pip-sync",
        "pip-compile",
        "conda",
        "mamba",
        "micromamba",
        "pipenv",
        "poetry",
        "pdm",
        "uv",
        "hatch",
        "flit",
        "rye",
        "pixi",
        "setup.py",
        "maturin",
        "build",
        "twine",
        "pyproject-build",
    ):
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
    text = f" {' '.join(rest)} "
    if any(f" {words} " in text or not words for words in _DEPLOYS.get(tool, ())):
        found.append((Verb.DEPLOYS, tool))
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
    elif (tool in _LINTS and tool not in _FORMATTERS) or (
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
    selected = [value for option, value in pairwise(rest) if option in ("--select", "--extend-select")]
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
