from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, NotebookSummary, Severity, counted, rule

#: Functions that draw from a generator which all of a process shares.
_DRAWS = frozenset(
    "choice normal permutation rand randint randn random_sample shuffle standard_normal uniform".split()
)
_TRAINS = frozenset("fit fit_model train train_model train_test_split".split())
_SEEDS = ("seed", "random_state", "rng", "generator")


@rule(Severity.WARNING, since="0.1", codes=("NPY002",), handwritten=True)
def randomness_unseeded(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """A model is trained with random numbers without a seed.

    Each run gives a different model: you cannot tell an improvement from luck, and you cannot retrain the
    model that is in production. Create one generator, `np.random.default_rng(seed)`, pass it to the functions
    that draw random numbers, and store the seed with the model.

    The rule stays silent if the project mentions a seed, a random state or a generator anywhere.

    ```python src/demo/model.py bad
    import numpy as np

    def fit(rows):
        order = np.random.permutation(len(rows))
        return rows[order].mean()
    ```

    ```python src/demo/model.py bad
    from sklearn.model_selection import train_test_split

    def fit(model, rows, target):
        train, test, wanted, held = train_test_split(rows, target, test_size=0.2)
        return model.fit(train, wanted).score(test, held)
    ```
    ```python src/demo/model.py good
    from sklearn.model_selection import train_test_split

    def fit(model, rows, target):
        train, test, wanted, held = train_test_split(rows, target, shuffle=False)
        return model.fit(train, wanted).score(test, held)
    ```

    ```python src/demo/data.py good
    from sklearn.model_selection import train_test_split

    def split(model, rows, **kwargs):
        train, test = train_test_split(rows, **kwargs)
        return model.fit(train).score(test)
    ```
    ```python src/demo/model.py good
    import numpy as np

    def fit(rows, rng):
        order = rng.permutation(len(rows))
        return rows[order].mean()
    ```
    ```python src/demo/model.py good
    import numpy as np

    def fit(rows):
        order = np.random.permutation(len(rows))
        return rows[order].mean()
    ```
    ```python src/demo/cli.py good
    from demo.settings import seed_everything

    def main(options):
        seed_everything()
    ```
    """
    sources = [module for module in modules if module.role == "source"]
    names = {name for notebook in notebooks for name in notebook.names}
    for module in sources:
        names |= module.names.union(*(item.names | {item.name} for item in module.definitions))
    if any(seed in name.lower() for name in names for seed in _SEEDS):
        return
    found: list[tuple[str, Location]] = []
    for module in sources:
        bodies = [(Location(module.path), module.names)]
        bodies += [
            (Location(module.path, item.route, item.span), item.names | {item.name})
            for item in module.definitions
        ]
        imports = {item.module.partition(".")[0] for item in module.imports}
        if imports.isdisjoint(("numpy", "random", "sklearn")) or not any(
            body & _TRAINS for _, body in bodies
        ):
            continue
        split = any("train_test_split" in item.names for item in module.definitions)
        for at, body in bodies:
            draws = body & _DRAWS if "random" in body else set[str]()
            # `shuffle=False` keeps the order. A module names what it imports: only a script has it there.
            named = "train_test_split" in body and (body is not module.names or not split)
            # Options that are handed on may hold the seed.
            open_ = "shuffle" in body | module.names or "kwargs" in body
            if "sklearn" in imports and named and not open_:
                draws = draws | {"train_test_split"}
            drawn = ", ".join(f"`{name}`" for name in sorted(draws))
            if drawn:
                found.append((drawn, at))
    if found:
        (drawn, at), *others = found
        places = tuple(place for _, place in others)
        more = f", as in {counted(len(places), 'more place')}" if places else ""
        message = f"random numbers from {drawn} are not seeded anywhere in the project{more}"
        yield Finding(message, at, related=places)
