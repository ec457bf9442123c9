"""The fact `Profile`: what kind of project this is, with the evidence for it and against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from roadworthy.core.fact import fact
from roadworthy.core.late_re import re
from roadworthy.data.local_models import local_models
from roadworthy.facts.container import ComposeService, Dockerfile, KubernetesObject
from roadworthy.facts.metadata import DeclaredMetadata, Pyproject
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project.answering import brought, called_by_name, framework, serves
from roadworthy.facts.project.behind import behind
from roadworthy.facts.project.entry_points import declared_entries
from roadworthy.facts.project.extras import extras_alone
from roadworthy.facts.project.hosted import hosted_model
from roadworthy.facts.project.model_calls import ModelAddress
from roadworthy.facts.project.model_servers import model_servers
from roadworthy.facts.project.readme import is_installed
from roadworthy.facts.project.started import (
    files_of_functions,
    handles_events,
    runs_server,
    started_by_image,
)
from roadworthy.facts.python import Import, ModuleSummary
from roadworthy.settings.config import Config
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree

_FRAMEWORKS = frozenset("catboost jax keras lightgbm sklearn statsmodels tensorflow torch xgboost".split())
#: What brings a trained model back, whatever framework it is of.
_LOADERS = frozenset("joblib mlflow onnxruntime pickle skops".split())
_ARRAYS = frozenset(("numpy", "pandas", "polars"))
#: What brings back whatever was trained and stored, and asks for no model of a known kind.
_STORED = frozenset("cloudpickle dill joblib pickle skops".split())
#: The same, of what is made for models and seldom stores anything else.
_STORED_MODELS = frozenset(("joblib", "skops"))
#: What brings a trained model back, and what else is brought back so: it answers nothing.
_PRETRAINED = ".from_pretrained"
_LOADED = frozenset("tf.saved_model.load torch.hub.load torch.jit.load torch.load".split())
_BESIDE = re.compile(r"(?i)tokenizer|config|processor|extractor|scheduler")
_TRAINING = frozenset(("fit", "train", "train_model", "fit_model"))
_PREDICTING = frozenset(("predict", "predict_proba"))


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
    what the settings name have none.
    """

    name: str
    evidence: tuple[str, ...]
    signs: frozenset[Sign] = frozenset()
    against: tuple[str, ...] = ()

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
    deployed = list(_deployed(pyproject, metadata, sources, notebooks, tree))
    if server := next(model_servers(dockerfiles, services, objects, tree), ""):
        deployed.append((Sign.DEPLOYED, server))
    found = _weighed(deployed, list(_offered(metadata, tree)), sources, notebooks, addresses)
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
    trained = {item.module.partition(".")[0] for module in sources for item in module.imports} & _FRAMEWORKS
    # Without a file that deploys all, the model is behind the server, or it is that of another script.
    if Sign.SERVER in signs and Sign.FILE not in signs:
        serving = [one.path for one in sources if serves(one) or any(called_by_name(one))]
        sources = behind(sources, serving)
    # A notebook that fits and predicts is a lesson, or an experiment, until something serves it.
    served = not signs.isdisjoint((Sign.FILE, Sign.SERVER))
    learned = tuple(_learned(sources, notebooks if served else ()))
    if not learned and not signs.isdisjoint((Sign.SERVER, Sign.BROUGHT)):
        learned = tuple(_called(sources, trained)) or tuple(_hosted(sources, addresses))
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
    # What setup.py says cannot be known without running it, but this is a text that means one thing.
    scripts = [tree.read(name) for name in ("setup.py", "setup.cfg") if name in tree.files]
    texts += ["Development Status ::" for script in scripts if b"Development Status ::" in script]
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

    def sorted_names(found: Iterable[tuple[Import, str]]) -> list[str]:
        return sorted({name for item, name in found if not (built and (item.guarded or name in extras))})

    imports = ((item, framework(item)) for module in modules for item in module.imports)
    servers = sorted_names((item, name) for item, name in imports if name)
    for name in ("Dockerfile", "Containerfile", "Procfile", "cog.yaml", "bentofile.yaml"):
        if name in tree.files:
            yield Sign.FILE, f"there is a {name}"
    if servers and (started := started_by_image(tree, modules)):
        yield Sign.STARTED, f"its image starts {started}"
    for name in files_of_functions(tree):
        yield Sign.FILE, f"there is a {name}"
    for name in sorted(tree.files):
        other = "/" not in name and name.startswith("Dockerfile") and name != "Dockerfile"
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
    elif others := sorted_names(pair for module in modules for pair in brought(module)):
        yield Sign.BROUGHT, f"it imports {others[0]}"
    if metadata is not None and any(entry.is_command for entry in declared_entries(metadata)):
        yield Sign.SCRIPTS, "it installs scripts"
    if not built and (modules or notebooks):
        yield Sign.NO_PACKAGE, "it builds no package"


def _called(modules: tuple[ModuleSummary, ...], trained: set[str]) -> Iterator[str]:
    """Yield what brings a model back that answers when it is called, as those of `transformers` do.

    What is stored beside a framework's tools, such as a vectorizer with its matrix, answers by these.
    """
    for module in modules:
        roots = {item.module.partition(".")[0] for item in module.imports}
        if roots & _STORED and roots & _FRAMEWORKS and "load" in module.mentioned:
            yield f"it imports {min(roots & _FRAMEWORKS)}"
            yield f"it loads what {min(roots & _STORED)} stored"
            return
        for item in module.imports:
            names = local_models().get(item.module.partition(".")[0], frozenset())
            known = {item.name or "", *module.mentioned}
            if names & known:
                yield f"it imports {item.module.partition('.')[0]}"
                yield f"it uses {min(names & known)}"
                return
    for module in modules:
        uses = frozenset(chain(module.uses, *(item.uses for item in module.definitions)))
        # A class of the project, or of a library that is not known, as `Model.from_pretrained`.
        found = {use for use in uses if use.endswith(_PRETRAINED) and not _BESIDE.search(use)}
        found |= uses & _LOADED
        if found:
            yield f"it uses {min(found).lstrip('.')}"
            return
    # What trains a model is a module, and what brings it back another.
    for module in modules if trained else ():
        stored = {item.module.partition(".")[0] for item in module.imports} & _STORED_MODELS
        if stored and "load" in module.mentioned:
            yield f"it imports {min(trained)}"
            yield f"it loads what {min(stored)} stored"
            return


def _hosted(modules: tuple[ModuleSummary, ...], addresses: tuple[ModelAddress, ...]) -> Iterator[str]:
    if asked := hosted_model(modules, addresses):
        yield f"its requests are answered by a model that it asks {asked}"


def _learned(modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]) -> Iterator[str]:
    imported = {item.module.partition(".")[0] for m in modules for item in m.imports}
    imported |= {name.partition(".")[0] for n in notebooks for name, _ in n.imports}
    names = {name for m in modules for name in m.mentioned} | {name for n in notebooks for name in n.names}
    names |= {item.name for m in modules for item in m.definitions}
    names |= {name.rpartition(".")[2] for n in notebooks for name, _ in n.functions}
    predicting = sorted(name for name in names & _PREDICTING)
    frameworks = sorted(imported & _FRAMEWORKS) or sorted(imported & _LOADERS)
    if frameworks and predicting:
        yield f"it imports {frameworks[0]}"
        yield f"it calls {predicting[0]}"
    elif imported & _ARRAYS and predicting and names & _TRAINING:
        yield f"it imports {min(imported & _ARRAYS)}, trains, and calls {predicting[0]}"
