"""The fact `Profile`: what kind of project this is, with the evidence for it and against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from roadworthy.core.fact import fact
from roadworthy.facts.container import ComposeService, Dockerfile, KubernetesObject
from roadworthy.facts.metadata import DeclaredMetadata, Pyproject
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project.answering import (
    called_by_platform,
    has_handlers,
    receiving_programs,
    runs_receiver,
)
from roadworthy.facts.project.entry_points import declared_entries
from roadworthy.facts.project.extras import extras_alone
from roadworthy.facts.project.frameworks import framework, weak_serving_imports
from roadworthy.facts.project.loaded_by import loaded_by
from roadworthy.facts.project.model_calls import ModelAddress
from roadworthy.facts.project.model_servers import model_servers
from roadworthy.facts.project.readme import is_installed
from roadworthy.facts.project.served_models import (
    asked_model,
    called_model,
    held_model,
    pickling_frameworks,
    predicting_model,
    training_frameworks,
)
from roadworthy.facts.project.started import (
    Started,
    files_of_functions,
    handles_events,
    runs_server,
    started_by_image,
)
from roadworthy.facts.python import Import, ModuleSummary
from roadworthy.settings.config import Config
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree


class Sign(Enum):
    """A kind of evidence for a profile."""

    FILE = "a file that deploys it"
    STARTED = "an image that starts its server"
    SERVER = "a framework to serve with"
    BROUGHT = "a framework that packages bring along, too"
    DEPLOYED = "a server made for models that it deploys"
    RUN = "a module that runs its server"
    SCRIPTS = "scripts that it installs"
    NO_PACKAGE = "nothing that it builds"
    MODEL = "a model that predicts"
    RELEASED = "a classifier that is for readers of an index"
    IMPORTED = "a classifier that is for those who import it"
    EXTENDS = "a classifier that names what it extends"
    INSTALLED = "a README that says how to install it from an index"


#: What each kind of evidence weighs, once. A library may have an image for those who try it, and a server to
#: show what it does; one that has both, and a command to start it, is an application that was released.
_WEIGHTS = {
    Sign.FILE: 3,
    Sign.SERVER: 3,
    # They say how the model is reached, and nothing against a library.
    Sign.BROUGHT: 0,
    Sign.DEPLOYED: 0,
    # A library has one at most to show what it does.
    Sign.RUN: 3,
    # It runs, whatever a template has put into its classifiers.
    Sign.STARTED: 8,
    Sign.SCRIPTS: 1,
    Sign.NO_PACKAGE: 1,
    Sign.RELEASED: 6,
    Sign.IMPORTED: 6,
    # An app for other sites imports Django, and has an image to try it in.
    Sign.EXTENDS: 7,
    # Others install it, and serve with it; unless it has a command or an image to be started by.
    Sign.INSTALLED: 4,
}
#: The beginnings of classifiers that tell.
_CLASSIFIERS = {
    "Development Status ::": Sign.RELEASED,
    "Typing :: Typed": Sign.IMPORTED,
    "Topic :: Software Development :: Libraries": Sign.IMPORTED,
    "Framework ::": Sign.EXTENDS,
}


#: The signs of what answers with a model.
_SERVED = frozenset((Sign.FILE, Sign.SERVER, Sign.BROUGHT, Sign.DEPLOYED))


@dataclass(frozen=True, slots=True)
class Profile:
    """`library`, `application` or `ml-service`, and what speaks for it: in words, and as values.

    `against` is what speaks for another one, in words. `signs` are those of what is deployed; a library and
    what the settings name have none. `server` says in words which server made for models is deployed.
    """

    name: str
    evidence: tuple[str, ...]
    signs: frozenset[Sign] = frozenset()
    against: tuple[str, ...] = ()
    server: str = ""

    @property
    def is_tool(self) -> bool:
        """Whether it is an application for no other reason than that it installs scripts."""
        return self.signs == {Sign.SCRIPTS}

    @property
    def is_served(self) -> bool:
        """Whether something answers with the model: a server, a file that deploys it, or the settings say so.

        A script that fits, predicts and writes the result down has no one to answer.
        """
        return not self.signs or not self.signs.isdisjoint(_SERVED)


@fact
def profile(
    config: Config,
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata | None,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    addresses: tuple[ModelAddress, ...],
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    tree: Tree,
) -> Profile:
    """Take the profile from the settings, else weigh files, imports and declarations."""
    sources = tuple(module for module in modules if module.role == "source")
    started = started_by_image(tree, sources)
    deployed = list(_deployed(pyproject, metadata, sources, notebooks, started, tree))
    if server := next(model_servers(dockerfiles, services, objects, tree), ""):
        deployed.append((Sign.DEPLOYED, server))
    offered = _offered(metadata, tree)
    if started is not None and started.makes_application:
        # It names the framework that it is made with: nothing that others add to theirs.
        offered = (one for one in offered if one[0] is not Sign.EXTENDS)
    found = _weighed(deployed, list(offered), sources, notebooks, addresses)
    if server and found.name == "ml-service":
        found = replace(found, server=server)
    if not config["profile"]:
        return found
    told = f"set in {config.origins.get('profile', 'the settings')}"
    against = () if found.name == config["profile"] else found.evidence
    return Profile(config["profile"], (told,), against=against)


def _weighed(
    deployed: list[tuple[Sign, str]],
    offered: list[tuple[Sign, str]],
    sources: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    addresses: tuple[ModelAddress, ...],
) -> Profile:
    """Return the profile that weighs more, with what speaks for the other."""
    words, others = tuple(text for _, text in deployed), tuple(text for _, text in offered)
    if not _weight(deployed) or _weight(offered) > _weight(deployed):
        return Profile("library", others or ("nothing deploys it",), against=words)
    signs = {sign for sign, _ in deployed}
    everything = sources
    # Without a file that deploys all, the model is behind the server, or it is that of another script.
    if Sign.SERVER in signs and Sign.FILE not in signs:
        serving = [one.path for one in sources if has_handlers(one)]
        # What takes a job from a queue may be a function beside the worker.
        sources = loaded_by(sources, (*serving, *receiving_programs(sources)))
    # A notebook that fits and predicts is a lesson, or an experiment, until something serves it.
    served = not signs.isdisjoint((Sign.FILE, Sign.SERVER))
    learned = tuple(predicting_model(sources, notebooks if served else ()))
    if not learned and not signs.isdisjoint((Sign.SERVER, Sign.BROUGHT)):
        frameworks, pickling = training_frameworks(everything), pickling_frameworks(everything, notebooks)
        learned = tuple(called_model(sources, frameworks, pickling)) or tuple(asked_model(sources, addresses))
        learned = learned or tuple(held_model(sources))
    if learned or Sign.DEPLOYED in signs:
        return Profile("ml-service", (*words, *learned), frozenset((*signs, Sign.MODEL)), others)
    return Profile("application", words, frozenset(signs), others)


def _weight(found: Iterable[tuple[Sign, str]]) -> int:
    return sum(_WEIGHTS[sign] for sign in {sign for sign, _ in found})


def _offered(metadata: DeclaredMetadata | None, tree: Tree) -> Iterator[tuple[Sign, str]]:
    """Yield what says that others install the project from an index, or import it."""
    texts = [
        text
        for _, items in (metadata.each(list, "classifiers") if metadata else ())
        for text in items
        if isinstance(text, str)
    ]
    # What setup.py says cannot be known without running it, but these are texts that mean one thing.
    scripts = [tree.read(name) for name in ("setup.py", "setup.cfg") if name in tree.files]
    texts += [text for text in _CLASSIFIERS for script in scripts if text.encode() in script]
    for beginning, sign in _CLASSIFIERS.items():
        if any(text.startswith(beginning) for text in texts):
            yield sign, f"it has a classifier `{beginning.removesuffix(' ::')}`"
    name = metadata.get(str, "name") if metadata else None
    if name is not None and is_installed(name[1], tree):
        yield Sign.INSTALLED, "its README installs it from an index"


def _deployed(
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata | None,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    started: Started | None,
    tree: Tree,
) -> Iterator[tuple[Sign, str]]:
    """Yield what says that the project runs somewhere, or is started by people."""
    built = (
        (pyproject is not None and pyproject.is_package)
        or tree.exists("setup.py")
        or tree.exists("setup.cfg")
    )
    # A package may offer a page of its results to those who have what shows it, or install an extra.
    extras = extras_alone(pyproject) if pyproject is not None else frozenset()

    # What the image starts is no offer, wherever it imports its server.
    program = started.module.imports if started is not None and started.module is not None else ()

    def sorted_names(found: Iterable[tuple[Import, str]]) -> list[str]:
        return sorted(
            {
                name
                for item, name in found
                if not (built and (item.guarded or name in extras)) or item in program
            }
        )

    imports = ((item, framework(item)) for module in modules for item in module.imports)
    servers = sorted_names((item, name) for item, name in imports if name)
    for name in ("Dockerfile", "Containerfile", "Procfile", "cog.yaml", "bentofile.yaml"):
        if name in tree.files:
            yield Sign.FILE, f"there is a {name}"
    if servers and started is not None:
        yield Sign.STARTED, f"its image starts {started.server}"
    for name in files_of_functions(tree):
        yield Sign.FILE, f"there is a {name}"
    for name in sorted(tree.files):
        other = "/" not in name and name not in ("Dockerfile", "Containerfile")
        if other and kind_of(name) is Kind.DOCKERFILE:
            yield Sign.FILE, f"there is a {name}"
            break
    if servers:
        yield Sign.SERVER, f"it imports {servers[0]}"
        serving = (m for m in modules if any(framework(item) in servers for item in m.imports))
        if path := runs_server(serving):
            yield Sign.RUN, f"`{path}` runs the server"
    elif handles_events(modules):
        yield Sign.SERVER, "it defines a function that handles events"
    elif called := called_by_platform(modules):
        yield Sign.SERVER, f"it defines `{called}`, which a platform calls"
    elif others := sorted_names(pair for module in modules for pair in weak_serving_imports(module)):
        yield Sign.BROUGHT, f"it imports {others[0]}"
        # What builds no package is no library.
        if built and (path := runs_receiver(modules)):
            yield Sign.RUN, f"`{path}` runs what waits for messages"
    if metadata is not None and any(entry.is_command for entry in declared_entries(metadata)):
        yield Sign.SCRIPTS, "it installs scripts"
    if not built and (modules or notebooks):
        yield Sign.NO_PACKAGE, "it builds no package"
