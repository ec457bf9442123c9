"""The road from an experiment to production: five steps, each with what was seen of it.

A step is judged by the practices of its groups, by findings about what is absent, and by what pipelines do.
Nothing is taken for granted: what leaves no trace in a project, such as a deployment by hand, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.finding import Location
from roadworthy.core.place import Place
from roadworthy.core.result import ProjectResult
from roadworthy.core.road import RoadSign, RoadState, RoadStep
from roadworthy.core.rule import Severity
from roadworthy.core.signature import every
from roadworthy.engine.inspect import Inspection

#: Each step with the groups whose practices and findings tell of it.
_STEPS = (
    ("code prepared", ("repository", "layout", "code", "notebooks", "tests")),
    ("package built", ("metadata", "dependencies", "artifacts", "pipeline")),
    ("published", ()),
    ("deployed", ("container",)),
    ("monitored", ("operations",)),
)
#: Commands and actions of pipelines, as their documentation writes them.
_BUILDS = ("python -m build", "uv build", "hatch build", "poetry build", "flit build", "pdm build")
#: What only starts the program that runs.
_STARTERS = ("sudo ", "uv run ", "uvx ", "pipx run ", "poetry run ", "python3 -m ", "python -m ")
_BUILD_ACTIONS = ("hynek/build-and-inspect-python-package@", "pypa/cibuildwheel@")
_PUBLISHES = ("twine upload", "uv publish", "hatch publish", "poetry publish", "flit publish", "pdm publish")
_PUBLISH_ACTIONS = ("pypa/gh-action-pypi-publish@",)
_DEPLOYS = ("docker push", "kubectl apply", "helm upgrade", "terraform apply", "fly deploy", "flyctl deploy")
_DEPLOY_ACTIONS = (
    *("docker/build-push-action@", "google-github-actions/deploy-"),
    *("aws-actions/amazon-ecs-deploy", "azure/webapps-deploy@"),
)


def road(inspection: Inspection, result: ProjectResult) -> tuple[RoadStep, ...]:
    """Return the steps of a project in their order; none for artifacts alone and in a partial run."""
    if result.kind != "project" or result.partial:
        return ()
    steps = []
    for name, groups in _STEPS:
        signs = (*_of_practices(result, groups), *_of_lacks(result, groups), *_seen(name, inspection, result))
        steps.append(RoadStep(name, _state(signs), signs))
    return tuple(steps)


def _state(signs: Iterable[RoadSign]) -> RoadState:
    states = {sign.state for sign in signs}
    if states == {"done"}:
        return "done"
    if states & {"done", "partly"}:
        return "partly"
    return "not" if "not" in states else "unknown"


def _of_practices(result: ProjectResult, groups: tuple[str, ...]) -> Iterator[RoadSign]:
    words: dict[str, RoadState] = {"yes": "done", "partly": "partly", "no": "not", "unknown": "unknown"}
    for group in result.score.groups if result.score else ():
        for practice in group.practices if group.name in groups else ():
            if practice.state not in words:
                continue
            place = next((place for _, place in practice.chain if place is not None), None)
            told = [text for text, _ in practice.chain] + [practice.reason] * bool(practice.reason)
            yield RoadSign(practice.title, words[practice.state], "; ".join(told), place)


def _of_lacks(result: ProjectResult, groups: tuple[str, ...]) -> Iterator[RoadSign]:
    """Yield what findings say is absent, beyond notes, in groups whose practices do not say so."""
    told = {group.name for group in (result.score.groups if result.score else ()) if group.practices}
    for finding in result.findings:
        lacks = finding.rule.endswith("-missing") and finding.severity is not Severity.NOTE
        if lacks and finding.group in {*groups} - told and finding.accepted is None:
            yield RoadSign(finding.rule, "not", finding.message, finding.place)


def _seen(step: str, inspection: Inspection, result: ProjectResult) -> Iterator[RoadSign]:
    """Yield what pipelines do of a step, and what PyPI would say."""
    if step == "package built":
        yield from _by_pipeline(inspection, "A pipeline builds the package", _BUILDS, _BUILD_ACTIONS, False)
    if step == "published":
        if result.pypi is not None and result.pypi.verdict != "unknown":
            state: RoadState = "done" if result.pypi.verdict == "accepted" else "not"
            yield RoadSign("PyPI would take the artifacts", state, "; ".join(result.pypi.reasons[:2]))
        yield from _by_pipeline(inspection, "A pipeline publishes it", _PUBLISHES, _PUBLISH_ACTIONS, True)
    if step == "deployed" and result.profile == "library":
        yield RoadSign("Something runs it", "unknown", "a library is deployed by those who use it")
    elif step == "deployed":
        yield from _by_pipeline(inspection, "A pipeline deploys it", _DEPLOYS, _DEPLOY_ACTIONS, True)


def _by_pipeline(
    inspection: Inspection, title: str, commands: tuple[str, ...], actions: tuple[str, ...], asked: bool
) -> Iterator[RoadSign]:
    """Yield the first step of a workflow that does it; `asked` says so where none was seen."""
    from roadworthy.facts.ci import CIFiles, Workflow

    try:
        workflows = inspection.facts.get(every(Workflow))
        files = inspection.facts.get(CIFiles)
    except (Blocked, Unmeasured):
        workflows, files = (), None
    for workflow in workflows:
        for at, step in workflow.steps():
            run, uses = step.get("run"), step.get("uses")
            ran = list(_commands(run)) if isinstance(run, str) else []
            found = next((command for command in commands if any(r.startswith(command) for r in ran)), "")
            if isinstance(uses, str) and uses.startswith(actions):
                found = uses.partition("@")[0]
            if found:
                yield RoadSign(title, "done", f"`{found}`", _place(inspection, at))
                return
    if asked:
        unread = bool(files and set(files.paths) - {w.file for w in workflows})
        reason = "not every pipeline can be read" if unread else "no step of a workflow does it"
        yield RoadSign(title, "unknown", f"{reason}; by hand it leaves no trace here")


def _commands(script: str) -> Iterator[str]:
    """Yield the commands of a script, without comments and without what only starts the program that runs."""
    for line in script.replace("\\\n", " ").split("\n"):
        for part in line.partition(" #")[0].replace("&&", ";").split(";"):
            text = " ".join(part.split())
            for before in _STARTERS:
                bare = text.removeprefix(before)
                if bare != text and not bare.startswith("build"):
                    text = bare
            if not text.startswith("#"):
                yield text.replace("python3 -m build", "python -m build")


def _place(inspection: Inspection, at: Location) -> Place:
    return inspection.placer.place(at)
