"""What earns the points of a model: its version, its signature, where it comes from, and its training."""

from __future__ import annotations

from roadworthy import (
    Answer,
    ComposeService,
    Dependency,
    Dockerfile,
    KubernetesObject,
    ModuleSummary,
    NotebookSummary,
    Operations,
    Profile,
    Repository,
    Tree,
    practice,
)
from roadworthy_rules.operations._models import versioned
from roadworthy_rules.operations._shared import SERVICE, serves_model
from roadworthy_rules.operations._signatures import signed
from roadworthy_rules.operations._training import lineage, reproduced


@practice(1)
def model_versioned(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    dockerfiles: tuple[Dockerfile, ...],
    dependencies: tuple[Dependency, ...],
    tree: Tree,
) -> Answer | None:
    """The service loads a model of a fixed version.

    Fully where what it loads names a version: of a registry, a run, a revision of a hub, or a path, where
    DVC brings it by its hash when the service is built or started, and where a provider that hosts it is
    asked for a release by its day. A run that the environment names is one, too, and so is a version in the
    addresses of MLflow in files of settings. Where only some of several models have a revision or a day, it
    is a half. A stage or an alias of a
    registry is a half, and so are weights in a package of a fixed release, a file whose hash DVC keeps and
    that nothing is seen to bring, and a version that answers or log lines only name, unless the training
    stores the data's hash with the model. A fixed word, such as `local`, is not a version.
    """
    if not serves_model(profile):
        return None
    return versioned(operations, modules, (*services, *objects), dockerfiles, dependencies, tree)


@practice(0.25)
def model_signed(modules: tuple[ModuleSummary, ...], profile: Profile) -> Answer | None:
    """A logged model says what input it takes: a signature, or an example."""
    return signed(modules) if profile.name == SERVICE else None


@practice(0.5)
def lineage_kept(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
    tree: Tree,
) -> Answer | None:
    """The data's hash and the code's revision are stored with the model.

    The training stores both, DVC's lock file does, or DVC keeps the model's hash beside the code whose
    training stores the data's.
    """
    return lineage(modules, notebooks, tree) if profile.name == SERVICE else None


@practice(0.5)
def training_reproducible(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    repository: Repository,
    tree: Tree,
) -> Answer | None:
    """The training can be repeated: its randomness is fixed, and its data is pinned.

    Data is pinned by a hash, by a library that contains it, by code that makes it, or by Git, if code or
    settings name the file, unless an image or a pipeline brings it anew. Random data without a
    seed is not pinned. Where no code is seen to read or make the data, it is unknown. The seed of a split
    alone fixes no weights of a net: with pinned data that is a half, and without it is unknown. An
    estimator, a sample or a search without a seed is a half, too, unless a script draws it that keeps its
    models in other files than the service loads. The time of day is not a seed.
    """
    return reproduced(modules, operations.served_files, repository, tree) if profile.name == SERVICE else None
