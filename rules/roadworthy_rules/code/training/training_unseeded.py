import re
from collections.abc import Iterable, Iterator, Sequence

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
    fact,
    is_run,
    rule,
)
from roadworthy_rules.code._programs import programs, run_here
from roadworthy_rules.code.training._network_training import trained_networks
from roadworthy_rules.code.training._seed_calls import SeedCall, SeedOption, seed_calls_in, seed_options_in
from roadworthy_rules.code.training._unseeded import draws_in

#: What a seed is called in a notebook, or a function that sets one; `seed_text` is no seed.
_SEED = re.compile(
    r"\w*seeds?(?:_?(?:all|everything|everywhere|value|val|torch|numpy|rng|worker|num|number))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: What seeds by itself where nothing is said.
_ALWAYS = frozenset("LightningCLI Seq2SeqTrainingArguments TrainingArguments".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def training_unseeded(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    calls: tuple[SeedCall, ...],
    options: tuple[SeedOption, ...],
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
    yours that seeds and that nothing calls does not count, nor does a seed for a generator alone. The rule
    looks at each program with what it imports, and reports an option `--seed` that is off by default. It
    stays silent for what a library offers to others, if a notebook mentions a seed, and where
    `randomness-unseeded` is reported.

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
    ```python train.py bad
    import torch

    class Trainer:
        def fix_seed(self, seed):
            torch.manual_seed(seed)

        def train(self, model, loader, optimizer, loss):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()

    if __name__ == "__main__":
        Trainer().train(*build())
    ```
    ```python train.py bad
    import argparse

    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()

    if __name__ == "__main__":
        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int, default=None)
        args = parser.parse_args()
        if args.seed is not None:
            torch.manual_seed(args.seed)
        train(*build())
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
    import torch

    class Trainer:
        def __init__(self, seed):
            self.fix_seed(seed)

        def fix_seed(self, seed):
            torch.manual_seed(seed)

        def train(self, model, loader, optimizer, loss):
            for rows, target in loader:
                optimizer.zero_grad()
                loss(model(rows), target).backward()
                optimizer.step()

    if __name__ == "__main__":
        Trainer(7).train(*build())
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
        if is_run(module.path, module.role) and not module.mentions(_ALWAYS):
            found += trained_networks(module)
    if found and profile.name == "library":
        here = run_here(modules, layout, profile)
        found = [item for item in found if item[1].file in here]
    if not found or draws_in(modules, notebooks):
        return
    # What a function of the project seeds is among the calls, whatever it is called.
    own = {item.name for module in modules for item in module.definitions}
    called = _called(modules, notebooks) if any(call.within for call in calls) else set[str]()
    calls = tuple(
        call
        for call in calls
        if call.name.rpartition(".")[2] not in own and (not call.within or call.within in called)
    )
    seeded = {call.seeds for call in calls}
    unseeded = [] if "" in seeded else [item for item in found if item[0] not in seeded]
    if unseeded:
        (library, first), *others = unseeded
        more = f", as in {counted(len(others), 'more place')}" if others else ""
        message = f"a network is trained, and nothing seeds {library}{more}"
        yield Finding(message, first, related=tuple(at for _, at in others))
    elif options and not any(option.is_set for option in options) and all(call.asked for call in calls):
        (library, first), *others = found
        message = f"a network is trained, and nothing seeds {library} unless `--seed` is given"
        yield Finding(message, first, related=tuple(at for _, at in others))
    elif not notebooks:
        yield from _by_program(
            [module for module in modules if is_run(module.path, module.role)], calls, found
        )


def _by_program(
    modules: Sequence[ModuleSummary], calls: Sequence[SeedCall], found: Sequence[tuple[str, Location]]
) -> Iterator[Finding]:
    """Yield the programs that train a network and load nothing that seeds it, where others do."""
    within = {call.within for call in calls}
    trains = {at.route[-1] for _, at in found if len(at.route) == 1}
    called = {module.path: _called([module], ()) & (within | trains) for module in modules}
    started_by = {module.path: _words(module.main_uses) & trains for module in modules if module.main_uses}
    for started, parts in programs(modules, {at.file for _, at in found}):
        paths = {module.path for module in parts}
        names = {name for path in paths for name in called[path]}
        used = names.union(*(started_by.get(path, ()) for path in paths))
        # Who predicts may import a module that trains as well, in a function that nothing here calls.
        libraries = {
            library
            for library, at in found
            if at.file in paths and (len(at.route) != 1 or at.route[-1] in used)
        }
        seeds = {
            call.seeds
            for call in calls
            if not call.file or (call.file in paths and call.within in {"", *names})
        }
        for library in sorted(libraries) if "" not in seeds else ():
            if library not in seeds:
                message = f"`{started.path}` trains a network, and nothing that it imports seeds {library}"
                yield Finding(message, Location(started.path))


def _called(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> set[str]:
    """Return the names that a project uses for more than an import."""
    names = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        names |= (module.names - module.bound).union(*(item.names for item in module.definitions))
    return names


def _words(uses: Iterable[str]) -> set[str]:
    """Return the names within what is used: those of `utils` and of `train` in `utils.train`."""
    return {word for use in uses for word in _WORD.findall(use)}


@fact
def seed_calls(module: Module) -> tuple[SeedCall, ...]:
    """Look for calls that seed a library of networks, or may do so."""
    return seed_calls_in(module)


@fact
def seed_options(module: Module) -> tuple[SeedOption, ...]:
    """Look for options for a seed, and for their defaults."""
    return seed_options_in(module)
