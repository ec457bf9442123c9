"""The fact `Resolver`: from the commands of a step to what they really do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.facts.ci.around import Allowance, Around, Resolved
from roadworthy.facts.ci.expansion import alternatives, assigned
from roadworthy.facts.ci.model import PipelineJob, Step, Unseen
from roadworthy.facts.ci.runners.hooks import hooks_recipe
from roadworthy.facts.ci.runners.images import dockerfile_recipe
from roadworthy.facts.ci.runners.recipe import Line, inside
from roadworthy.facts.ci.special import SPECIAL, run_wheel_tests
from roadworthy.facts.ci.uses import uses_acts
from roadworthy.facts.ci.verbs import Act, Verb
from roadworthy.facts.ci.walk import CommandWalk
from roadworthy.tree.tree import Tree


@dataclass(frozen=True)
class Resolver:
    """Finds what commands really do, by the files of the project.

    `resolve_job(job, allowance)` gives the acts of a job's steps in order, `resolve_script(text, at)` those
    of any other script, such as a RUN of a Dockerfile. All jobs share one allowance;
    all scripts together have one of their own.
    """

    tree: Tree
    scripts: Allowance = field(default_factory=Allowance, compare=False, repr=False)

    def resolve_job(self, job: PipelineJob, allowance: Allowance) -> Resolved:
        """Return what the steps of a job do, in order."""
        found = Resolved()
        walk = CommandWalk(self.tree, SPECIAL, allowance)
        for step in job.steps:
            if not job.one_shell:
                generates = walk.shell.generates
                walk = CommandWalk(self.tree, SPECIAL, allowance)
                walk.shell.generates = generates
            one = self._step(step, job.values, walk)
            if tolerated := step.tolerated or job.tolerated:
                one.acts = [act if act.tolerated else replace(act, tolerated=tolerated) for act in one.acts]
            found.acts += one.acts
            found.unseen |= one.unseen
        if any(act.verb is Verb.TESTS for act in found.acts):
            # What Compose starts beside the tests is what they talk to.
            found.acts = [act for act in found.acts if (act.verb, act.detail) != (Verb.DEPLOYS, "compose")]
        return found

    def _step(self, step: Step, values: Mapping[str, tuple[str, ...]], walk: CommandWalk) -> Resolved:
        """Return what one step does; `values` are its job's variables, `walk` the shell so far."""
        if step.uses:
            return self._used(step, values, walk.allowance)
        known = {**values, **{key: alternatives(value, values) for key, value in step.env.items()}}
        walk.found = Resolved()
        if not walk.afford(Around(step.at), len(step.script)):
            return walk.found
        for directory in alternatives(step.directory, known) if step.directory else ("",):
            if directory:
                walk.shell.directory = inside("", directory)
            for command in walk.shell.commands(
                step.script, step.at, errexit=step.errexit, pipefail=step.pipefail
            ):
                around = Around(
                    step.place(command),
                    tolerated=command.tolerated,
                    directory=walk.shell.directory,
                    values=known,
                    errexit=step.errexit,
                    pipefail=step.pipefail,
                    guarded=command.guarded,
                )
                walk.command(command.words, assigned(command.settings), around)
        return walk.found

    def resolve_script(self, text: str, at: Location, directory: str = "") -> Resolved:
        """Return what a shell script does that runs in a directory of the project."""
        walk = CommandWalk(self.tree, SPECIAL, self.scripts)
        walk.line(Line(at, text), Around(at, directory=directory))
        return walk.found

    def _used(self, step: Step, values: Mapping[str, tuple[str, ...]], allowance: Allowance) -> Resolved:
        found = Resolved()
        acts, may_test = uses_acts(step.uses, step.inputs)
        found.acts += [Act(verb, step.uses, (step.uses,), step.at, detail=detail) for verb, detail in acts]
        name = step.uses.partition("@")[0]
        walk = CommandWalk(self.tree, SPECIAL, allowance)
        around = Around(step.at)
        if name.startswith("pre-commit/action"):
            arguments = tuple(step.inputs.get("extra_args", "").split())
            walk.recipe(hooks_recipe(self.tree, ("pre-commit", "run", *arguments), "", step.env), around)
        elif any(act.verb is Verb.BUILDS_IMAGE for act in found.acts):
            given = {key: alternatives(value, values)[0] for key, value in step.inputs.items()}
            file = given.get("file") or given.get("Dockerfile") or given.get("dockerfile") or ""
            context = given.get("context") or given.get("path") or "."
            folder = "" if context.startswith(("$", "*")) or "://" in context else context
            path = inside("", file) if file and "*" not in file else inside(folder, "Dockerfile")
            recipe = dockerfile_recipe(self.tree, path, step.inputs.get("target", ""))
            walk.recipe(recipe, around)
        elif "cibuildwheel" in name:
            run_wheel_tests(walk, step.env, around)
        elif may_test:
            found.unseen[Unseen(step.at, f"`{step.uses}`, which is not in the project")] = None
        found.acts += walk.found.acts
        found.unseen |= walk.found.unseen
        return found


@fact
def resolver(tree: Tree) -> Resolver:
    """Offer what follows commands through the project's files."""
    return Resolver(tree)
