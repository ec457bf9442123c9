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
from roadworthy_rules.operations._fitted import is_beside
from roadworthy_rules.operations._models import versioned
from roadworthy_rules.operations._served_files import apart_from_served
from roadworthy_rules.operations._shared import SERVICE, serves_model
from roadworthy_rules.operations._signatures import signed
from roadworthy_rules.operations._training import lineage, reproduced
from roadworthy_rules.operations._trainings import may_run, trainings


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

    Fully where what it loads names a version: of a registry, a run, a revision of a hub, or a folder of its
    path, where DVC brings it by its hash when the service is built or started, also from its own code, and
    where a provider that hosts it is asked for a release by its day, or by its number where it counts them. A
    run that the environment names is one, too, and so is a version in the addresses of MLflow in files of
    settings, or one that these give to such an address in the code. Where only some of several models have a
    revision or a day, it is a half. A stage or an alias of a registry, `latest` too, is a half, and so are
    weights in a package of a fixed release, or those that it names and fetches, a file whose hash DVC keeps
    and that nothing is seen to bring, a file or a folder with a version in its name, which another one can
    take, also one that an image downloads or that a file of settings names, and a version that answers or log
    lines only name, unless the training stores the data's hash with the model. A fixed word, such as `local`,
    is not a version, and neither is the version of the interface, one that an object only stores, or the run
    that a training starts. A file that Git keeps is none, and neither is a name of a hub without a revision,
    or what a provider may change. The tag of a model of Ollama, a row of a data base, or a version that
    answers only hand on, from a row, a request or the interface, is unknown, and so is what code gives to
    SageMaker. Where the environment chooses
    the model, what the checkout gives it counts, then the default.
    """
    if not serves_model(profile):
        return None
    return versioned(operations, modules, (*services, *objects), dockerfiles, dependencies, tree)


@practice(0.25)
def model_signed(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile, tree: Tree
) -> Answer | None:
    """A logged model says what input it takes: a signature, or an example.

    It applies where a model is logged to MLflow; what `autolog` logs is unknown. It does not apply to a
    training beside a service that answers by models of other libraries, or by a file that another training
    keeps.
    """
    if profile.name != SERVICE or is_beside(modules, operations):
        return None
    training, run = trainings(modules), [module for module in modules if may_run(module)]
    apart = apart_from_served(training, run, operations.served_files, tree)
    return signed(tuple(module for module in modules if module.path not in apart))


@practice(0.5)
def lineage_kept(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
    tree: Tree,
) -> Answer | None:
    """The data's hash and the code's revision are stored with the model.

    The training stores both, DVC's lock file does, or DVC keeps the model's hash beside the code whose
    training stores the data's. One of the two is a half. MLflow stores the revision by itself where a script
    logs a model, and the data's hash by `log_input`; in a notebook it stores neither. Where an image trains,
    what it stores is unknown. A model that others trained has no lineage here, and neither has what is fitted
    to the parts of one request, such as its colours: it does not apply. So it is where the project trains
    models of other libraries than those that it serves, and a script that logs to MLflow alone is not asked
    where another one keeps the file that is served. `dvc.lock` counts where it holds more than code and
    settings.
    """
    return lineage(operations, modules, notebooks, tree) if profile.name == SERVICE else None


@practice(0.5)
def training_reproducible(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
    repository: Repository,
    tree: Tree,
) -> Answer | None:
    """The training can be repeated: its randomness is fixed, and its data is pinned.

    Data is pinned by a hash, by a library that contains it, by code that makes it, or by Git, if code or
    settings name the file, packed or not, unless an image or a pipeline brings it anew. Random data without a
    seed is not pinned. Where no code is seen to read or make the data, it is unknown, and so it is where the
    training leads to what reads a data base and to what reads a file, and where `dvc.lock` has the hash of
    data that a step makes of what lies elsewhere, and no remote of DVC is named.

    Chance is fixed where all that draws has a seed, or nothing draws; XGBoost, LightGBM, CatBoost, the
    Trainer of transformers and YOLO have seeds of their own. Where a split has a seed and an estimator, a
    sample, a search or the weights of a net have none, pinned data makes it a half, and other data makes it
    none, unless a script draws that keeps its models in other files than the service loads. The time of day
    is not a seed. Where a name says which of several estimators is trained, and only some draw without a
    seed, it is unknown. Of a training in a notebook alone, one of them is a half, and so are both: its cells
    run in any order. A model that others trained is not asked. Where classes of estimators are handed on and
    something else makes the estimators, or only some of a notebook's models have one, it is unknown.
    """
    if profile.name != SERVICE:
        return None
    return reproduced(operations, modules, notebooks, repository, tree)
