from collections.abc import Iterator

from roadworthy import FeatureFunction, Finding, PublicFunction, Severity, rule
from roadworthy_rules.tests._shared import untested


@rule(Severity.WARNING, since="0.1", take=0.9)
def public_function_untested(
    function: PublicFunction, features: tuple[FeatureFunction, ...]
) -> Iterator[Finding]:
    """No test reaches a public function.

    What others call and no test does may be broken today. Test it; or say by a leading underscore, or by
    leaving it out of `__all__`, that it is not for others.

    Where nothing in an application calls it either, the message says so: delete it.

    RuleRun by what was measured, where `pytest --roadworthy` left its record or coverage.py its data: a
    function that no test ran is reported, be it named everywhere, and so is one that ran only while its
    module was imported. Where nothing was measured, or what was does not fit the sources, judged by names:
    what tests mention is reached, and so is what the bodies of reached functions and classes mention, the
    modules that these import, and the files, modules and commands that they start. Names mean what the module
    imports under them, and a method of that name counts where its class is reached. What is reported then is
    named nowhere that tests lead to. What only a file leads to that could not be read is not reported.

    Stubs, bodies that only raise, properties that return a stored member, overloads, abstract methods,
    members of protocols, generated code, what is deprecated, what comments or the settings of coverage.py
    take out of the measurement, methods that may override one of a class from elsewhere, and functions that a
    decorator registers elsewhere are owed no test. Examples in a docstring are one. What makes features of a
    model is reported by `feature-function-untested` alone.

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
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    """
    if not function.tested and all(feature.at != function.at for feature in features):
        how = untested(function.grade) or "no test reaches"
        dead = ": nothing in the project calls it" if function.dead else ""
        yield Finding(f"{how} `{function.name}`{dead}", function.at)
