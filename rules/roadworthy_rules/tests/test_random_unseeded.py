from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, Pyproject, Severity, Suite, Tree, mentioned, rule

#: Functions of `random` and `numpy.random` that draw from a generator which all of a process shares.
_DRAWS = frozenset(
    "choice choices gauss normal permutation rand randint randn random_sample randrange shuffle "
    " standard_normal uniform".split()
)
_SEEDS = ("seed", "random_state", "rng", "generator")
_SHARED = frozenset(("numpy", "random"))
#: What seeds every test by itself.
_PLUGINS = ("pytest-randomly", "pytest-reproduce", "pytest-rng")


@rule(Severity.NOTE, since="0.1")
def test_random_unseeded(
    suite: Suite, modules: tuple[ModuleSummary, ...], tree: Tree, pyproject: Pyproject | None
) -> Iterator[Finding]:
    """Tests use random numbers without a seed.

    Each run uses other data: you cannot reproduce a failure, and one run in a hundred may fail by chance.
    Create a generator with a fixed seed in a fixture, `np.random.default_rng(0)`. If you need many inputs,
    use Hypothesis, which saves failing examples.

    The rule reports a file once. It stays silent if any test mentions a seed, a random state or a generator,
    or if a plugin such as pytest-randomly sets the seed.

    ```python tests/test_model.py bad
    import numpy as np

    def test_fit():
        rows = np.random.rand(100, 3)
        assert fit(rows).shape == (3,)
    ```
    ```python tests/test_model.py good
    import numpy as np

    def test_fit(rows):
        rows = np.random.default_rng(0).random((100, 3))
        assert fit(rows).shape == (3,)
    ```
    ```python tests/test_model.py good
    import numpy as np

    def test_fit():
        rows = np.random.rand(100, 3)
        assert fit(rows).shape == (3,)
    ```
    ```python tests/conftest.py good
    import numpy as np
    import pytest

    @pytest.fixture(autouse=True)
    def fixed():
        np.random.seed(0)
    ```
    """
    tests = [module for module in modules if module.role == "test" or suite.holds(module.path)]
    names = {name for module in tests for name in module.mentioned}
    names |= {item.name for module in tests for item in module.definitions}
    if any(seed in name.lower() for name in names for seed in _SEEDS) or "hypothesis" in names:
        return
    drawing: list[tuple[Location, str]] = []
    for module in tests:
        imports = module.libraries
        for item in module.definitions:
            drawn = sorted(item.names & _DRAWS)
            if imports & _SHARED and "random" in item.names and drawn and item.name.startswith("test"):
                drawing.append((Location(module.path, item.route, item.span), drawn[0]))
                break
    if drawing and not mentioned(tree, pyproject, _PLUGINS):
        for at, name in drawing:
            yield Finding(f"the test calls `{name}`, but no test sets a seed", at)
