import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from roadworthy import (
    Finding,
    Layout,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    counted,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code.training._unseeded import draws_in

#: What trains networks, by the module that is imported, and what the reader knows it as.
_NETWORKS = {
    "keras": "TensorFlow",
    "lightning": "torch",
    "pytorch_lightning": "torch",
    "stable_baselines3": "torch",
    "tensorflow": "TensorFlow",
    "tf_keras": "TensorFlow",
    "torch": "torch",
}
#: What trains a network: each of these names means nothing else beside such an import.
_TRAINS = frozenset("backward fit fit_generator minimize train_on_batch".split())
#: What has a `fit` of its own, and what shows that a network is fitted nevertheless.
_OTHERS = frozenset("catboost lightgbm sklearn xgboost".split())
_BUILDS = frozenset("Model Sequential Trainer compile".split())
#: What a seed is called in a notebook, or a function that sets one; `seed_text` is no seed.
_SEED = re.compile(
    r"\w*seeds?(?:_?(?:all|everything|everywhere|value|val|torch|numpy|rng|worker|num|number))?",
    re.IGNORECASE,
)
#: Keywords that take a seed, and calls that take one for their own draws alone.
_KEYWORDS = frozenset(("random_seed", "seed"))
_OWN_DRAWS = frozenset(
    "KFold Random RandomState ShuffleSplit StratifiedKFold add_argument choice default_rng permutation"
    " resample sample shuffle train_test_split".split()
)
#: A table of arguments that may be handed on.
_KEY = re.compile(r"[\"'](?:random_)?seed[\"']\s*:")
#: What seeds by itself where nothing is said.
_ALWAYS = frozenset("LightningCLI Seq2SeqTrainingArguments TrainingArguments".split())


@dataclass(frozen=True, slots=True)
class SeedCall:
    """A call that sets a seed, as it is written, and of what: `torch`, `TensorFlow`, "" for both of them.

    `within` is the name of the function that holds it, "" outside of functions and in methods.
    """

    name: str
    seeds: str
    within: str = ""


@rule(Severity.NOTE, since="0.2", handwritten=True)
def training_unseeded(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    calls: tuple[SeedCall, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """A neural network is trained without a seed.

    The first weights, the order of the batches and the dropout differ in each run, so you cannot tell an
    improvement from luck, and you cannot train the same model again. Call `torch.manual_seed(seed)`,
    `keras.utils.set_random_seed(seed)` or `lightning.seed_everything(seed)` first, and store the seed with
    the model. `random.seed` and `np.random.seed` do not seed the network.

    The rule looks for training with torch, Lightning, Stable-Baselines3, Keras or TensorFlow, and for any
    call that may seed it: of a library's function with `seed` in its name or as an argument. A function of
    yours that seeds and that nothing calls does not count. The rule stays silent for modules that a library
    installs, if a notebook mentions a seed, and where `randomness-unseeded` is reported.

    ```python train.py bad
    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        train(*build())
    ```
    ```python train.py bad
    import argparse
    import random

    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int, default=7)
        random.seed(parser.parse_args().seed)
        train(*build())
    ```
    ```python train.py bad
    import numpy as np
    import torch

    def set_seed(seed):
        np.random.seed(seed)

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        set_seed(seed=7)
        train(*build())
    ```
    ```python train.py bad
    import torch
    from seeds import fix_seed

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        train(*build())
    ```
    ```python seeds.py bad
    import torch

    def fix_seed(seed):
        torch.manual_seed(seed)
    ```
    ```python train.py good
    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        torch.manual_seed(7)
        train(*build())
    ```
    ```python train.py good
    from stable_baselines3 import PPO

    def train(environment):
        PPO("MlpPolicy", environment, seed=7).learn(total_timesteps=1000)

    if __name__ == "__main__":
        train("CartPole-v1")
    ```
    ```python predict.py good
    import torch

    def predict(path, rows):
        return torch.load(path, weights_only=True)(rows)

    if __name__ == "__main__":
        print(predict("model.pt", []))
    ```
    """
    if any(_SEED.fullmatch(name) for notebook in notebooks for name in notebook.names):
        return
    found: list[tuple[str, Location]] = []
    for module in modules:
        apart = profile.name != "library" or (module.main_uses and not layout.owns(module.path))
        if is_run(module.path, module.role) and apart and not module.mentions(_ALWAYS):
            found += _trained(module)
    # What a function of the project seeds is among the calls, whatever it is called.
    own = {item.name for module in modules for item in module.definitions}
    called = _called(modules, notebooks) if any(call.within for call in calls) else set[str]()
    seeded = {
        call.seeds
        for call in calls
        if call.name.rpartition(".")[2] not in own and (not call.within or call.within in called)
    }
    found = [] if "" in seeded else [item for item in found if item[0] not in seeded]
    if found and not draws_in(modules, notebooks):
        (library, first), *others = found
        more = f", as in {counted(len(others), 'more place')}" if others else ""
        message = f"a network is trained, and nothing seeds {library}{more}"
        yield Finding(message, first, related=tuple(at for _, at in others))


def _called(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> set[str]:
    """Return the names that a project uses for more than an import."""
    names = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        names |= (module.names - module.bound).union(*(item.names for item in module.definitions))
    return names


def _trained(module: ModuleSummary) -> Iterator[tuple[str, Location]]:
    """Yield the functions of a module that train a network, or the module where its top level does."""
    tops = [item.module.partition(".")[0] for item in module.imports]
    library = next((_NETWORKS[top] for top in tops if top in _NETWORKS), "")
    if not library:
        return
    trains = _TRAINS | {"learn"} if "stable_baselines3" in tops else _TRAINS
    # What is fitted beside scikit-learn may be a scaler.
    if not _OTHERS.isdisjoint(tops) and not module.mentions(_BUILDS):
        trains -= {"fit"}
    if module.names & trains:
        yield library, Location(module.path)
    for item in module.definitions:
        if item.names & trains:
            yield library, Location(module.path, item.route, item.span)


@fact
def seed_calls(module: Module) -> tuple[SeedCall, ...]:
    """Look for calls that seed a library of networks, or may do so."""
    if "seed" not in module.text.lower():
        return ()
    if _KEY.search(module.text):
        return (SeedCall("", ""),)
    found = []
    for node in nodes_of(module, ast.Call):
        route = module.at(node).route if (calls := _seeds(node)) else ()
        within = str(route[0]) if len(route) == 1 and _is_plain(str(route[0]), module) else ""
        found += [replace(call, within=within) for call in calls]
    return tuple(found)


def _is_plain(name: str, module: Module) -> bool:
    """Tell whether a name is that of a function without decorators, which runs only where it is named."""
    return any(
        isinstance(item, ast.FunctionDef) and item.name == name and not item.decorator_list
        for item in module.tree.body
    )


def _seeds(node: ast.Call) -> Sequence[SeedCall]:
    name = dotted(node.func)
    owner, _, last = name.rpartition(".")
    if last == "manual_seed" or last.startswith("manual_seed_"):
        return (SeedCall(name, "torch" if owner.startswith("torch") else ""),)
    if last in ("set_random_seed", "set_seed") and owner.partition(".")[0] in ("tf", "tensorflow"):
        return (SeedCall(name, "TensorFlow"),)
    # `random.seed`, `np.random.seed`, and `seed` of an environment seed nothing else.
    if "seed" in last.lower() and last != "seed":
        return (SeedCall(name, ""),)
    given = any(item.arg in _KEYWORDS for item in node.keywords)
    return (SeedCall(name, ""),) if given and last not in _OWN_DRAWS else ()
