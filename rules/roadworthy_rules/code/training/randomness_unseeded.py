from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, NotebookSummary, Severity, counted, rule
from roadworthy_rules.code.training._unseeded import draws_in


@rule(Severity.NOTE, since="0.1", codes=("NPY002",), handwritten=True)
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

    ```python src/demo/layers.py bad
    import numpy as np

    class Linear:
        def __init__(self, size):
            self.weight = np.random.randn(size)

        def backward(self, gradient):
            return gradient * self.weight
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
    found = draws_in(modules, notebooks)
    if found:
        (drawn, at), *others = found
        places = tuple(place for _, place in others)
        more = f", as in {counted(len(places), 'more place')}" if places else ""
        message = f"random numbers from {drawn} are not seeded anywhere in the project{more}"
        yield Finding(message, at, related=places)
