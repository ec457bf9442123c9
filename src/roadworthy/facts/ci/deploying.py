"""Which tools deploy, by their arguments."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.late_re import re
from roadworthy.facts.ci.verbs import Words

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
    "ssh": ("docker", "systemctl", "supervisorctl", "deploy", "restart", "up -d", "kubectl", "git pull"),
    **dict.fromkeys(("terraform", "tofu", "terragrunt"), ("apply",)),
    **dict.fromkeys(
        "sam serverless sls cdk flyctl fly netlify eb chalice modal prefect fab cap dbx bentoml firebase"
        " copilot convox ecs".split(),
        ("deploy",),
    ),
    **dict.fromkeys(("ansible-playbook", "dpl", "ecs-deploy"), ("",)),
}

#: An address that deploys when it is requested, as Render, Vercel and Netlify have it.
_HOOK = re.compile(
    r"(?i)deploy[_-]?hook|hook[_-]?deploy|(?:coolify|koyeb|netlify|railway|render|vercel)[_-](?:web)?hook\b|api\.render\.com/deploy|api\.(?:vercel|netlify)\.com/.*(?:deploy|build)"
    r"|/v1/services/[^/ ]+/deploys\b"
)
#: What stands in for AWS on the machine of the job, such as LocalStack.
_STAND_IN = re.compile(
    r"--endpoint-url[= ][\"']?https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|localstack|minio)\b"
)
#: Characters of a command that are searched.
_LENGTH = 2_000
#: What runs a program of npm, and programs whose packages have other names.
_RUNNERS = frozenset(("bunx", "npx", "pnpx"))
_PACKAGES = {
    "@railway/cli": "railway",
    "aws-cdk": "cdk",
    "firebase-tools": "firebase",
    "netlify-cli": "netlify",
}
#: Remotes that run what is pushed to them.
_REMOTE = re.compile(r"(?i)^(heroku|dokku|hf|hugging|spaces?\b)|huggingface\.co|git\.heroku\.com")


def deploys(tool: str, rest: Words) -> bool:
    """Tell whether a tool, by its plain name, deploys something with these arguments."""
    if tool == "git":
        # A platform is a remote of its own: `git push --force heroku main`.
        to = [word for word in rest if not word.startswith("-")]
        return to[:1] == ["push"] and any(_REMOTE.search(word) for word in to[1:2])
    if tool in _RUNNERS:
        given = tuple(word for word in rest if word not in ("-y", "--yes"))
        # `npx serverless@3 deploy`; the name of a package may begin with the sign.
        name = given[0][:1] + given[0][1:].partition("@")[0] if given else ""
        return name not in _RUNNERS and deploys(_PACKAGES.get(name, name), given[1:])
    text = f" {' '.join(rest)} "
    if tool in ("curl", "wget"):
        return bool(_HOOK.search(text[:_LENGTH]))
    if tool == "aws" and _STAND_IN.search(text[:_LENGTH]):
        return False
    return any(f" {words} " in text or not words for words in _DEPLOYS.get(tool, ()))
