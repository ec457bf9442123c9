"""What earns the points of a deployment: how a service gets to where it runs, and what keeps it there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from roadworthy import (
    AUTOMATIC,
    CI,
    Act,
    Answer,
    Charts,
    ComposeService,
    Dockerfile,
    KubernetesObject,
    Location,
    ModuleSummary,
    Profile,
    Pyproject,
    RanJob,
    Repository,
    Surroundings,
    Tree,
    Verb,
    is_published_elsewhere,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules._absence import absent
from roadworthy_rules._editors import is_for_editors
from roadworthy_rules._hosts import is_lambda_image
from roadworthy_rules._platform_files import pushed_to
from roadworthy_rules.operations._composed import checked_model_server, limited_by_compose, serves
from roadworthy_rules.operations._images import (
    health_check,
    lacks_of_service,
    lacks_program,
    run_instead,
    unchecked,
)
from roadworthy_rules.operations._platforms import (
    LENT,
    checked_by_platform,
    is_checked,
    on_cloud_run,
    pulled,
    pushed_clone,
    replaces_container,
    run_by_platform,
    started_by_code,
    started_by_job,
    started_release,
)
from roadworthy_rules.operations._probes import PROBES, may_serve, twin
from roadworthy_rules.operations._releases import of_service, released, runs_own, unlike, with_version_by_hand
from roadworthy_rules.operations._serving import is_for_other_sites, sagemaker_function
from roadworthy_rules.operations._shared import serves_model
from roadworthy_rules.operations._starting._endpoints import endpoint_starter, run_starter

#: Objects that keep a pod running; a Service does where it is one of Knative.
_LASTING = frozenset(
    "ClusterServingRuntime DaemonSet Deployment ReplicaSet Rollout Service ServingRuntime StatefulSet".split()
)
#: What sends files or commands to another machine, or to a repository that is deployed from.
_SENDS = re.compile(
    r"\b(?:HfApi|(?:hf|huggingface-cli) upload|upload_folder|hf_space\w*|lftp|rsync|scp|sftp|ssh"
    r"|git push (?:space|hf|heroku|dokku|deploy|production|live))\b"
)
#: What an image holds that serves a model.
_PYTHON = re.compile(r"(?i)python|\bpip\b|uvicorn|gunicorn|\buv\b|conda|cuda")
#: What names a machine whose Docker is asked.
_ELSEWHERE = re.compile(r"DOCKER_HOST|docker(?:-compose)? (?:-H|--host|--context|-c)\b|docker context use")


def _quoted(act: Act) -> tuple[str, Location]:
    return f"`{' '.join(act.words)[:80]}`", act.at


def _is_tried(act: Act, ran: RanJob) -> bool:
    """Tell whether Compose starts the service only to try it: a later step stops it, or its machine goes.

    A machine that GitHub lends to a job is gone after it, and all that runs there; the step may name another
    machine whose Docker it asks.
    """
    if act.detail != "compose":
        return False
    steps = ran.job.steps
    at = next((number for number, step in enumerate(steps) if step.at.route == act.at.route), len(steps))
    if any(re.search(r"compose\b.*\b(?:down|stop)\b", step.script) for step in steps[at + 1 :]):
        return True
    told = (*(step.script for step in steps), *(name for step in steps for name in step.env))
    return LENT.fullmatch(ran.job.runner) is not None and not any(map(_ELSEWHERE.search, told))


@practice(1)
def deployed_by_pipeline(
    profile: Profile,
    ci: CI,
    objects: tuple[KubernetesObject, ...],
    repository: Repository,
    surroundings: Surroundings,
    modules: tuple[ModuleSummary, ...],
    pyproject: Pyproject | None,
    tree: Tree,
) -> Answer | None:
    """A pipeline deploys the service.

    Fully where a push, a tag or a schedule starts it, a half where a person does. A job on a machine of your
    own deploys it, too, if it leaves a container of a registry's image running there that opens a port, and
    so does one that pushes from a clone of a Space of Hugging Face or of an app of Heroku, or that runs a
    script which starts an endpoint of SageMaker; if the script reads arguments, it is unknown. An image that
    is pushed to a registry, or a platform that follows the repository, may be deployed by what is not in the
    checkout: that is unknown, and so is a script that a job starts and that has a library of another platform
    deploy. Of a project in a directory of a repository, the jobs count that name the directory. A package
    with an application of Django for the sites of others is not asked.
    """
    if not serves_model(profile) or is_for_other_sites(modules, pyproject):
        return None
    ci = ci or surroundings.ci
    if (at := pulled(objects)) is not None:
        return kept(("Argo CD or Flux deploys what the repository says", at))
    told = ci.answer(Verb.DEPLOYS)
    tried = {act.at for ran, act in ci.each(Verb.DEPLOYS) if _is_tried(act, ran)}
    lasting = next((act for act in told.acts if act.at not in tried), None)
    if told.value == "yes" and lasting is not None:
        return kept(_quoted(lasting))
    if (here := started_release(ci)) is not None:
        return kept(
            (f"`{' '.join(here[0].split())[:60]}` leaves it running on a machine of your own", here[1])
        )
    if (clone := pushed_clone(ci)) is not None:
        return kept(("`git push` sends it to what a platform runs", clone))
    by_hand = next(
        (
            act
            for ran, act in ci.each(Verb.DEPLOYS)
            if act.at not in tried and not ran.events_of(act) & AUTOMATIC
        ),
        None,
    )
    if by_hand is not None:
        return kept(_quoted(by_hand), share=0.5, reason="only a person starts it")
    if (run := run_starter(ci, modules)) is not None:
        path, place, asked = run
        if asked is None:
            return untold(f"whether `{path}` deploys the service by what a job gives it cannot be read")
        starts = f"a job runs `{path}`, which starts an endpoint of SageMaker", place
        return kept(starts, share=0.5, reason="only a person starts it") if asked else kept(starts)
    if told.tolerated:
        return kept(_quoted(told.tolerated[0]), share=0.5, reason="it may fail unnoticed")
    if pushing := next((act for _, act in ci.each(Verb.PUSHES_IMAGE)), None):
        return untold(f"what deploys the image that `{' '.join(pushing.words)[:60]}` pushes is not here")
    if platform := pushed_to(repository, tree):
        return untold(
            f"whether the platform of `{platform}` deploys each push is set outside of the checkout"
        )
    if told.value == "unknown":
        return untold(f"could not see {told.unseen[0].what}")
    if script := next(
        (step.script for ran in ci.jobs for step in ran.job.steps if _SENDS.search(step.script)), ""
    ):
        return untold(f"what is at the other end of `{_SENDS.findall(script)[0]}` cannot be seen")
    if replaces_container(ci):
        return untold("whether the machine that a job starts the container on serves cannot be read")
    if path := started_by_job(ci, modules):
        return untold(f"whether `{path}`, which a job starts, deploys the service cannot be read")
    if word := started_by_code(modules, tree):
        return untold(f"whether `{word}` in the code deploys the service cannot be read")
    if surroundings.ships_others:
        return untold("whether the jobs of the repository deploy this project, too, cannot be read")
    return lacking("no job deploys") if ci else absent(repository, "there is no CI", surroundings)


@practice(0.5, rules=("readiness-probe-missing",))
def deployment_health_checked(
    profile: Profile,
    modules: tuple[ModuleSummary, ...],
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    ci: CI,
    surroundings: Surroundings,
    tree: Tree,
) -> Answer | None:
    """What runs the service asks whether it is healthy.

    A probe of a manifest, a chart or Terraform, a health check of an image or a Compose service, or the one
    of a platform, such as SageMaker where code starts an endpoint of it. Of several images that serve, each
    must be asked. A function of AWS Lambda, which the platform starts for each request, is not. A health
    endpoint that nothing requests is not a check, and neither is a check of a data base or a page. A check
    whose program, such as `curl`, a slim image lacks is a half. `render.yaml`, `fly.toml`, a Space of
    Hugging Face or `appspec.yml` of CodeDeploy that runs the service and names no check has none, and so has
    a `docker run` by which a pipeline deploys it, without `--health-cmd`. Where the checkout holds an image
    and nothing that runs it, or a check of a service that runs another command, it is unknown. A check of an
    image counts for nothing where Compose runs the service by another image, and nothing names the first; at
    the root, it is unknown.
    """
    dockerfiles, services = dockerfiles + surroundings.dockerfiles, services + surroundings.services
    dockerfiles = tuple(file for file in dockerfiles if file.started or not is_for_editors(file, tree))
    # What others publish, such as a database, runs beside a service that nothing here runs.
    others = not (dockerfiles or objects or charts) and not any(map(runs_own, services))
    if not serves_model(profile):
        return None
    if others and not any(one.is_built for one in services):
        by_platform = checked_by_platform((), tree)
        starter, at = endpoint_starter(modules), sagemaker_function(modules)
        if by_platform is None and starter is not None and at is not None:
            by_platform = f"SageMaker requests `/ping` of the endpoint that `{starter.path}` starts", at
        return kept(by_platform) if by_platform is not None else None
    containers = [
        (item, route, container)
        for item in (*objects, *charts.objects)
        for route, container in item.containers()
    ]
    own = [found for found in containers if not is_published_elsewhere(str(found[2].get("image") or ""))]
    for item, route, container in own or containers:
        if probe := next((name for name in PROBES if container.get(name)), None):
            if bare := _without_probe(item, own):
                return untold(f"whether `{item.name}` or `{bare}`, which has no probe, serves cannot be read")
            return kept((f"the {item.kind} `{item.name}` has a `{probe}`", item.at(*route, probe)))
    # A page of its own may have a health check beside a service that has none.
    with_python = [file for file in dockerfiles if _PYTHON.search(file.text)]
    if with_python and not containers and all(is_lambda_image(file.text) for file in with_python):
        return None
    for file in with_python or dockerfiles:
        if (check := health_check(file)) is not None:
            scripts = (step.script for ran in (ci or surroundings.ci).jobs for step in ran.job.steps)
            if other := run_instead(file, with_python, filter(runs_own, services), scripts):
                # What is called `Dockerfile` at the root is what platforms build.
                if "/" not in file.path or run_by_platform(tree):
                    return untold(f"whether the service runs as `{file.path}` or `{other}` says is unclear")
                return lacking(f"the service `{other}` runs another image than that of `{file.path}`")
            told = f"the image of `{file.path}` has a health check", file.at(check)
            if program := lacks_program(file):
                return kept(told, share=0.5, reason=f"no `{program}` is in the image, which it runs")
            if unlike := unchecked(with_python, services):
                share = 1 - len(unlike) / len(with_python)
                return kept(told, share=share, reason=f"the image of `{unlike[0].path}` has none")
            return kept(told)
    run = [service for service in services if runs_own(service)]
    checked = [one for one in run if one.data.get("healthcheck") and serves(one)]
    lacking_program = {one.name: lacks_of_service(one, dockerfiles) for one in checked}
    for service in sorted(checked, key=lambda one: bool(lacking_program[one.name])):
        if other := twin(service, services):
            return untold(f"whether `{service.name}` runs as `{service.file}` or `{other}` says is unclear")
        if may_serve(service):
            told = f"the service `{service.name}` has a health check", service.at("healthcheck")
            if program := lacking_program[service.name]:
                return kept(told, share=0.5, reason=f"no `{program}` is in the image, which it runs")
            return kept(told)
    if (found := checked_by_platform(objects, tree)) is not None:
        return kept(found)
    if checked:
        return untold(f"whether the service `{checked[0].name}` is the one that serves cannot be read")
    if charts.unread:
        return untold(f"`{charts.unread[0]}` cannot be read without Helm")
    if (part := checked_model_server(services)) is not None:
        told = f"the model server `{part.name}` has a health check", part.at("healthcheck")
        return kept(told, share=0.5, reason="what asks it for answers has none")
    if (here := started_release(ci or surroundings.ci)) is not None and is_checked(here[0]):
        return kept(("the command that starts the container has a health check", here[1]))
    known = charts or any(item.pod is not None for item in objects) or run or here is not None
    if not known and not on_cloud_run(tree):
        if platform := run_by_platform(tree):
            return lacking(f"`{platform}` runs the service, and names no check")
        return untold("what runs the image is not in the checkout")
    return lacking("nothing that runs the service asks for its health")


def _without_probe(
    probed: KubernetesObject, own: Iterable[tuple[KubernetesObject, object, Mapping[str, object]]]
) -> str:
    """Return an object of another file whose container has a port and no probe, and no other object has one.

    What others publish comes with probes of its own, whatever the project's manifests have.
    """
    near = posixpath.dirname(probed.file)
    bare = ""
    for item, _, container in own:
        has = any(container.get(name) for name in PROBES)
        if posixpath.dirname(item.file) != near and has:
            return ""
        if posixpath.dirname(item.file) != near and container.get("ports"):
            bare = bare or item.name
    return bare


@practice(0.5, rules=("memory-limit-missing",))
def deployment_limited(
    profile: Profile,
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    services: tuple[ComposeService, ...],
    surroundings: Surroundings,
) -> Answer | None:
    """The service's memory is limited where Kubernetes or Compose runs it.

    Containers of images that others publish, such as a database, count only where there is no other. Compose
    need not limit its services, which mostly have a machine of their own: a limit counts, and one of a server
    of models alone is a half. One that is built from a Dockerfile for development counts only where there is
    no other.
    """
    if not serves_model(profile):
        return None
    limited: list[tuple[str, Location | None]] = []
    lasting = [
        (item, route, container)
        for item in (*objects, *charts.objects)
        if item.kind in _LASTING
        for route, container in item.containers()
    ]
    own = [found for found in lasting if not is_published_elsewhere(str(found[2].get("image") or ""))]
    count = len(own or lasting)
    for item, route, container in own or lasting:
        limit = item.get(*route, "resources", "limits", "memory")
        if limit is not None:
            name = container.get("name") or item.name
            limited.append((f"`{name}` has `memory: {limit}`", item.at(*route, "resources")))
    if not count:
        if charts.unread:
            return untold(f"`{charts.unread[0]}` cannot be read without Helm")
        return limited_by_compose(services + surroundings.services)
    if not limited:
        return lacking("no container has a memory limit")
    reason = f"{count - len(limited)} of {count} containers have no memory limit"
    return kept(*limited[:3], share=len(limited) / count, reason=reason if len(limited) < count else "")


@practice(0.5, rules=("deployed-image-floating",))
def release_pinned(
    profile: Profile,
    ci: CI,
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    surroundings: Surroundings,
    tree: Tree,
) -> Answer | None:
    """Each release of the service has a version that you can return to.

    An image of the service is pushed or deployed by a version or revision, not as `latest` or by the name of
    a branch alone. Where nothing names an image that is pushed or deployed, it does not apply: platforms that
    build from the source keep revisions themselves, and Compose may build the image where it runs. What a
    target of the Makefile or a script of the shell pushes counts where no pipeline pushes or deploys. Where
    one image has a version and another has none, and no pipeline pushes either, it is unknown. An image that
    is named for training counts only where there is no other.
    """
    if not serves_model(profile):
        return None
    services += surroundings.services
    images = list(released(ci or surroundings.ci, services, (*objects, *charts.objects), tree))
    images = of_service(with_version_by_hand(images, tree))
    fixed = next((found for found in images if found.state == "fixed"), None)
    if fixed is not None and (other := unlike(images)):
        return untold(f"whether `{fixed.name}` or `{other}` is the project's own cannot be read")
    if fixed is not None:
        return kept((f"`{fixed.name}` has a version", fixed.at))
    unclear = next((found for found in images if found.state == "unknown"), None)
    if unclear is not None:
        return untold(f"the version of `{unclear.name}` is set elsewhere")
    return lacking(f"`{images[0].name}` has no fixed version") if images else None
