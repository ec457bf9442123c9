"""What clusters and platforms do by themselves: deploy what a repository says, and ask for its health."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadworthy import Blocked, Event, Location, Span, Verb

if TYPE_CHECKING:
    from roadworthy import CI, KubernetesObject, ModuleSummary, RanJob, Tree

#: What an object of Kubernetes follows a repository with.
_PULLING = ("argoproj.io/", "kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/")
_PULLED = frozenset(("Application", "ApplicationSet", "Kustomization", "HelmRelease"))
#: How files of platforms say what they request, by the end of their names.
_CHECKS = {
    ".tf": re.compile(
        r"\b(health_check\w*|healthcheck|startup_probe|liveness_probe|readiness_probe|healthCheck)\b"
    ),
    "render.yaml": re.compile(r"\b(healthCheckPath)\b"),
    "fly.toml": re.compile(r"(?:\[\[?(?:\w+\.)?(http_checks|tcp_checks|checks)\b)"),
    "railway.json": re.compile(r"\b(healthcheckPath)\b"),
    "railway.toml": re.compile(r"\b(healthcheckPath)\b"),
    "app.yaml": re.compile(r"\b(readiness_check|liveness_check|health_check)\b"),
    "appspec.yaml": re.compile(r"\b(ValidateService)\b"),
    "appspec.yml": re.compile(r"\b(ValidateService)\b"),
    "task-definition.json": re.compile(r'"(healthCheck)"'),
}
#: Files by which a platform runs a service, and how they say that it answers requests.
_RUNS = {
    "appspec.yaml": re.compile(r"\bApplicationStart\b"),
    "appspec.yml": re.compile(r"\bApplicationStart\b"),
    # The front page of a Space of Hugging Face says that it runs the image, and can name no check.
    "README.md": re.compile(r"\A---\n(?:(?!---).*\n){0,30}?sdk:[ \t]*docker\b"),
    "fly.toml": re.compile(r"(?m)^[ \t]*\[\[?(?:http_service|services)\b"),
    "render.yaml": re.compile(r"(?m)^[ \t]*(?:-[ \t]+)?type:[ \t]*[\"']?web\b"),
}
_SERVING = ("InferenceService", "SeldonDeployment", "RayService")
#: What runs code by a schedule, and commands that start a service.
_ORCHESTRATORS = frozenset("airflow dagster flytekit kfp luigi metaflow prefect zenml".split())
_DEPLOYING = re.compile(
    r"\b(?:bentoml (?:serve|deploy)|docker run|docker-compose up|docker compose up|gcloud run deploy"
    r"|kubectl apply|mlflow models serve|deploy_model)\b"
)
#: A script that a job starts, libraries of platforms, and by what of them code deploys.
_SCRIPT = re.compile(r"\bpython3?[ \t]+(?:-u[ \t]+)?([\w./-]{1,150}\.py)\b")
_PLATFORMS = frozenset("azure boto3 google modal".split())
_DEPLOYS = frozenset(
    "create_endpoint deploy deploy_model online_deployments update_endpoint update_function_code"
    " update_service".split()
)
_SIZE = 200_000
_MAKEFILE = "Makefile"
_CLOUD_RUN = re.compile(r"(?m)^\t[^#\n]{0,100}?\bgcloud (?:beta )?run deploy\b[^\n]{0,500}")
#: Machines that GitHub lends.
LENT = re.compile(r"(?:ubuntu|windows|macos)-[\w.-]{1,40}")
#: What says that the machine of a job is one's own.
_OWN = re.compile(r"(?:^|\s)self-hosted(?:$|\s)")
#: What stops or removes a container, and what starts one that stays when the job is over.
_STOPS = re.compile(r"\b(?:docker|podman)[ \t]+(?:container[ \t]+)?(?:kill|rm|stop)\b")
_STARTS = re.compile(
    r"\b(?:docker|podman)[ \t]+(?:container[ \t]+)?run[ \t]"
    r"[^\n|&;]{0,300}?(?<=[ \t])(?:-[a-z]{0,4}d[a-z]{0,4}|--detach)[ \t][^\n|&;]{0,2000}"
)
#: What brings the image of a release, and what opens a port of the container to others.
_PULLS = re.compile(r"\b(?:docker|podman)[ \t]+pull[ \t]")
_OPENS = re.compile(r"[ \t](?:-[a-z]{0,4}p|--publish|--net(?:work)?[ =]host)\b")
_COMMENT = re.compile(r"(?m)^[ \t]*#.*$")
#: What Git clones that a platform runs, with its directory, what enters a directory, and what pushes.
_CLONED = re.compile(
    r"\bgit clone\b[^\n]{0,300}?(?:huggingface\.co/spaces/[\w.-]{1,80}|git\.heroku\.com)/([\w.-]{1,80})[\"']?"
    r"(?:[ \t]{1,8}[\"']?(?:\./)?([\w.-]{1,80}))?"
)
_ENTERS = re.compile(r"\bcd[ \t]{1,8}[\"']?(?:\./)?([\w.-]{1,80})(?![\w.-])")
_PUSHES = re.compile(r"\bgit push\b(?![^\n]{0,200}\|\|)")
#: What is started for a change that is not merged is tried.
_LASTING = frozenset((Event.BRANCH, Event.MAIN, Event.TAG, Event.SCHEDULE, Event.OTHER))
_CHECKED = "--health-cmd"


def pulled(objects: Iterable[KubernetesObject]) -> Location | None:
    """Return the object by which a cluster deploys what the repository says; None where there is none."""
    for item in objects:
        version = str(item.data.get("apiVersion") or "")
        if item.kind in _PULLED and version.startswith(_PULLING):
            return item.at("kind")
    return None


def started_by_code(modules: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return a command that starts a service elsewhere, where code that an orchestrator runs holds one."""
    for module in modules:
        roots = module.libraries
        if not roots & _ORCHESTRATORS:
            continue
        try:
            found = _DEPLOYING.search(tree.text(module.path, strict=False))
        except Blocked:
            continue
        if found:
            return found[0]
    return ""


def started_by_job(ci: CI, modules: Iterable[ModuleSummary]) -> str:
    """Return a script that a job starts and that deploys by the library of a platform; else nothing."""
    scripts = {
        found[1].removeprefix("./")
        for ran in ci.jobs
        for step in ran.job.steps
        for found in _SCRIPT.finditer(step.script)
    }
    for module in modules:
        deploys = not module.libraries.isdisjoint(_PLATFORMS) and module.mentions(_DEPLOYS)
        if deploys and any(f"/{module.path}".endswith(f"/{script}") for script in scripts):
            return module.path
    return ""


def on_cloud_run(tree: Tree) -> bool:
    """Tell whether the Makefile at the root deploys an image to Cloud Run, and names no probe for it."""
    if _MAKEFILE not in tree.files or tree.exceeds(_MAKEFILE, _SIZE):
        return False
    found = _CLOUD_RUN.search(tree.text(_MAKEFILE, strict=False))
    return found is not None and "-probe" not in found[0]


def run_by_platform(tree: Tree) -> str:
    """Return the file by which a platform runs a service that answers requests; else an empty text.

    Such a file says what the platform requests, so one that names no check has none.
    """
    for path, pattern in _RUNS.items():
        if path not in tree.files or tree.exceeds(path, _SIZE):
            continue
        try:
            found = pattern.search(tree.text(path, strict=False))
        except Blocked:
            continue
        if found:
            return path
    return ""


def checked_by_platform(
    objects: Iterable[KubernetesObject], tree: Tree
) -> tuple[str, Location | None] | None:
    """Return what says that a platform requests the service's health; None where nothing does."""
    for item in objects:
        if item.kind in _SERVING:
            return f"the platform of the {item.kind} `{item.name}` checks it", item.at("kind")
    for path in tree.files:
        pattern = next((found for end, found in _CHECKS.items() if path.endswith(end)), None)
        if pattern is None or tree.exceeds(path, _SIZE):
            continue
        try:
            lines = tree.lines(path, strict=False)
        except Blocked:
            continue
        for number in range(1, len(lines.starts) + 1):
            line = lines.line(number)
            found = None if line.lstrip().startswith(("#", "//")) else pattern.search(line)
            if found:
                return f"`{found[1]}`", Location(path, (), Span(number, 1, number, 1))
    return None


def replaces_container(ci: CI) -> bool:
    """Tell whether a job stops a container and then starts one that stays.

    On a machine that GitHub lends for the job there is none to stop, and none that stays. An agent of Jenkins
    is a machine of one's own, where what nothing stops stays.
    """
    for ran in ci.jobs:
        text = "\n".join(scripts_of(ran))
        started = [found.start() for found in _STARTS.finditer(text)]
        stopped = [found.start() for found in _STOPS.finditer(text)]
        again = started and stopped and stopped[0] < started[-1] and stopped[-1] < started[-1]
        again = again or (started and not stopped and ran.pipeline.system == "Jenkins")
        if again and LENT.fullmatch(ran.job.runner) is None:
            return True
    return False


def started_release(ci: CI) -> tuple[str, Location] | None:
    """Return the command by which a job leaves a released image running on a machine of one's own.

    The image comes from a registry, the container opens a port, and no later command stops it. None where no
    job does so unasked.
    """
    pushed = any(True for _ in ci.each(Verb.PUSHES_IMAGE))
    for ran in ci.jobs:
        if not _OWN.search(ran.job.runner) or not ran.job.events & _LASTING or ran.job.tolerated:
            continue
        scripts = scripts_of(ran)
        if not pushed and not any(map(_PULLS.search, scripts)):
            continue
        for number, (step, script) in enumerate(zip(ran.job.steps, scripts, strict=True)):
            found = next((one for one in _STARTS.finditer(script) if _OPENS.search(one[0])), None)
            if found is None or step.tolerated:
                continue
            if not any(map(_STOPS.search, (script[found.end() :], *scripts[number + 1 :]))):
                return found[0], step.at
    return None


def pushed_clone(ci: CI) -> Location | None:
    """Return where a job pushes from a clone of what a platform runs: a Space of Hugging Face, a Heroku app.

    None where no job does so unasked.
    """
    for ran in ci.jobs:
        if not ran.job.events & _LASTING or ran.job.tolerated:
            continue
        scripts = scripts_of(ran)
        for number, (step, script) in enumerate(zip(ran.job.steps, scripts, strict=True)):
            found = _CLONED.search(script)
            if found is None or step.tolerated:
                continue
            folder = found[2] or found[1].removesuffix(".git")
            later = [(step, script[found.end() :])]
            later += zip(ran.job.steps[number + 1 :], scripts[number + 1 :], strict=True)
            for one, text in later:
                entered = next((way for way in _ENTERS.finditer(text) if way[1] == folder), None)
                within = text if one.directory == folder else text[entered.end() :] if entered else ""
                if _PUSHES.search(within) and not one.tolerated:
                    return one.at
    return None


def is_checked(command: str) -> bool:
    """Tell whether a command that starts a container says how its health is asked for."""
    return _CHECKED in command


def scripts_of(ran: RanJob) -> list[str]:
    """Return what each step of a job runs, with each command in one line."""
    return [_COMMENT.sub("", step.script).replace("\\\n", " ") for step in ran.job.steps]
