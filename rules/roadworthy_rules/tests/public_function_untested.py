from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import FeatureFunction, Finding, PublicFunction, Severity, SuiteReach, counted, fact, rule
from roadworthy_rules.tests._shared import untested

#: So many functions are worth naming where no test reaches any, and so many where tests reach hardly any.
_FEW, _SEVERAL = 5, 20
#: Where tests reach fewer of the functions than this part, one finding says so.
_HARDLY = 0.1


@dataclass(frozen=True, slots=True)
class FunctionReach:
    """How many of the public functions tests lead to, and the first that they do not."""

    tested: int
    first: PublicFunction | None


@rule(Severity.WARNING, since="0.1", take=0.9)
def public_function_untested(
    function: PublicFunction,
    functions: tuple[PublicFunction, ...],
    features: tuple[FeatureFunction, ...],
    reach: SuiteReach,
    reached: FunctionReach,
) -> Iterator[Finding]:
    """No test reaches a public function.

    A function that others call but no test calls may be broken already. Test it. If it is not public, start
    its name with an underscore or remove it from `__all__`. If the message says that no code calls it, delete
    it.

    The rule uses the data of `pytest --roadworthy` or coverage.py if there is any. It then reports each
    function that no test ran, and each one that ran only while its module was imported.

    Without data that matches the sources, the rule follows names. A function is reached if a test mentions
    it, or if a reached function, class, module, file or command does. A method is reached if its name is
    mentioned, by code or in a template, and its class is reached. A function is not reached if only the top
    level of modules calls it that the tests import before they run. The rule stays silent about functions
    that only an unreadable file may reach.

    The rule ignores functions without behaviour of their own: stubs, overloads, abstract methods, protocol
    members, functions that only raise or return a dictionary of constants, and properties that only return an
    attribute, an item of one, or one operation on two. It ignores functions that end with a figure of pyplot
    and return nothing. It ignores generated and deprecated code, code that coverage.py excludes, methods that
    may override a method of another package, and functions that a decorator registers elsewhere. It ignores
    copies of a function that it reports, and all functions if there are more than five and `tests-missing`
    says that no test reaches any code. The rule reports all functions once if no test reaches any of more
    than five, or if tests reach at most a tenth of more than twenty. An example in a docstring counts as a
    test. `feature-function-untested` reports functions that compute features, `pipeline-untested` a `main`
    that starts the program.

    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return clean(rows)

    def clean(rows):
        return rows

    def _export(model):
        return str(model)

    @app.get("/predict")
    def predict():
        return 0.5

    def debug(model):  # pragma: no cover
        print(model)

    def main():
        print(predict())
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return rows

    def predict(rows):
        return rows

    def load(rows):
        return rows

    def store(rows):
        return rows

    def check(rows):
        return rows

    def show(rows):
        return rows
    ```
    ```python tests/test_arithmetic.py good
    def test_arithmetic():
        assert sum([1, 1]) == 2
    ```
    """
    if reach.nothing and len(functions) > _FEW:
        return
    few = len(functions) > _SEVERAL and reached.tested <= len(functions) * _HARDLY
    if few or (len(functions) > _FEW and not reached.tested):
        if function == reached.first:
            related = tuple(one.at for one in functions if not one.tested and one is not function)
            every = counted(len(functions), "public function")
            which = f"{len(related) + 1} of the {every}" if reached.tested else f"any of the {every}"
            yield Finding(f"no test reaches {which}", function.at, related=related)
        return
    if function.at.route == ("main",) or function.copied or function.tested:
        return
    if all(feature.at != function.at for feature in features):
        how = untested(function.grade) or "no test reaches"
        dead = ": no code in the project calls it" if function.dead else ""
        yield Finding(f"{how} `{function.name}`{dead}", function.at)


@fact
def function_reach(functions: tuple[PublicFunction, ...]) -> FunctionReach:
    """Ask once for all whether a test leads to any of the functions."""
    tested = sum(function.tested for function in functions)
    return FunctionReach(tested, next((function for function in functions if not function.tested), None))
