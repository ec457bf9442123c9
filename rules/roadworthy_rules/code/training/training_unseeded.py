import re
from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Profile, Severity, counted, rule
from roadworthy_rules.code.training._unseeded import draws_in, names_in

_NETWORKS = frozenset("keras lightning pytorch_lightning tensorflow tf_keras torch".split())
#: What trains a network: each of these names means nothing else beside such an import.
_TRAINS = frozenset("backward fit fit_generator minimize train_on_batch".split())
#: What a seed is called, or a function that sets one; `seed_text` is no seed.
_SEED = re.compile(
    r"\w*seeds?(?:_?(?:all|everything|everywhere|value|val|torch|numpy|rng|worker|num|number))?",
    re.IGNORECASE,
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def training_unseeded(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...], profile: Profile
) -> Iterator[Finding]:
    """A neural network is trained without a seed.

    The first weights, the order of the batches and the dropout differ in each run, so you cannot tell an
    improvement from luck, and you cannot train the same model again. Call `torch.manual_seed(seed)`,
    `keras.utils.set_random_seed(seed)` or `lightning.seed_everything(seed)` first, and store the seed with
    the model.

    The rule looks for training with torch, Lightning, Keras or TensorFlow. It stays silent if the project
    mentions a seed anywhere, for libraries, and where `randomness-unseeded` is reported.

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
    ```python predict.py good
    import torch

    def predict(path, rows):
        return torch.load(path, weights_only=True)(rows)

    if __name__ == "__main__":
        print(predict("model.pt", []))
    ```
    """
    if profile.name == "library" or any(map(_SEED.fullmatch, names_in(modules, notebooks))):
        return
    found = [place for module in modules if module.role == "source" for place in _trained(module)]
    if found and not draws_in(modules, notebooks):
        first, *others = found
        more = f", as in {counted(len(others), 'more place')}" if others else ""
        yield Finding(f"the project trains a network and sets no seed{more}", first, related=tuple(others))


def _trained(module: ModuleSummary) -> Iterator[Location]:
    """Yield the functions of a module that train a network, or the module where its top level does."""
    if _NETWORKS.isdisjoint(item.module.partition(".")[0] for item in module.imports):
        return
    if module.names & _TRAINS:
        yield Location(module.path)
    for item in module.definitions:
        if item.names & _TRAINS:
            yield Location(module.path, item.route, item.span)
