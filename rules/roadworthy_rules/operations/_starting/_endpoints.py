"""Code that starts an endpoint of SageMaker, and the jobs of pipelines that run it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Event, takes_event
from roadworthy_rules.operations._platforms import scripts_of
from roadworthy_rules.operations._trainings import all_uses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import CI, Location, ModuleSummary

#: What starts an endpoint, by the library that is used for it, and how the names of uses are divided.
_STARTING = {
    "boto3": frozenset(("create_endpoint", "update_endpoint")),
    "sagemaker": frozenset(("create_endpoint", "deploy", "update_endpoint")),
}
_SIGNS = re.compile(r"[.=]")
#: A script that a job runs, and what reads the arguments that a script is given.
_RUN = re.compile(r"\bpython[\d.]{0,5}[ \t]{1,9}(?:-u[ \t]{1,9})?([\w./-]{1,200}\.py)\b")
_ARGUMENTS = frozenset("argparse click fire typer".split())
#: What starts a job without a person, for what is merged.
_UNASKED = frozenset((Event.BRANCH, Event.MAIN, Event.TAG, Event.SCHEDULE, Event.OTHER))


def endpoint_starter(modules: Iterable[ModuleSummary]) -> ModuleSummary | None:
    """Return the module that starts an endpoint by the library of SageMaker or of AWS; None without one."""
    for module in modules:
        starting = [names for library, names in _STARTING.items() if library in module.libraries]
        if module.role != "source" or not starting:
            continue
        # A function of a platform may change the model of an endpoint that something else starts.
        if any(takes_event(module.path, item) for item in module.definitions):
            continue
        uses = all_uses(module)
        # A method of the same name may be the module's own: `self.deploy()`.
        called = {_SIGNS.split(use)[-1] for use in uses if _SIGNS.search(use) and use != "self.deploy"}
        if any(not called.isdisjoint(names) for names in starting):
            return module
    return None


def run_starter(ci: CI, modules: Iterable[ModuleSummary]) -> tuple[str, Location, bool | None] | None:
    """Return the script that a job runs to start an endpoint, and the place of the step; None without one.

    The last value tells whether only a person starts the job; it is None where the script reads arguments,
    by which it may do something else.
    """
    module = endpoint_starter(modules)
    if module is None or not (module.main_uses or not module.definitions):
        return None
    found: tuple[str, Location, bool | None] | None = None
    for ran in ci.jobs:
        for step, script in zip(ran.job.steps, scripts_of(ran), strict=True):
            runs = any(word.removeprefix("./") == module.path for word in _RUN.findall(script))
            if not runs or step.tolerated or ran.job.tolerated:
                continue
            if not module.libraries.isdisjoint(_ARGUMENTS):
                return module.path, step.at, None
            events = ran.job.events if step.events is None else ran.job.events & step.events
            if found is None or events & _UNASKED:
                found = module.path, step.at, not events & _UNASKED
    return found
