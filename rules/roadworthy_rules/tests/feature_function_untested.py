from collections.abc import Iterator

from roadworthy import FeatureFunction, Finding, Location, Part, Severity, SuiteReach, and_more, rule
from roadworthy_rules.tests._shared import untested

#: So many untested functions of a file are one fact.
_SEVERAL = 4
#: How many of them a finding names.
_NAMED = 3


@rule(Severity.ERROR, since="0.1")
def feature_function_untested(
    function: FeatureFunction, functions: tuple[FeatureFunction, ...], reach: SuiteReach
) -> Iterator[Finding]:
    """No test reaches a function that computes features.

    A model that gets different features from those in training still returns predictions, but wrong ones: no
    error is raised, and no service metric shows it. Test all feature code ("The ML Test Score", Breck et al.
    2017, Data 7) with a missing value, an unknown category, and one row against many.

    The rule applies to the profile `ml-service`. It checks functions in modules such as `features` and
    `preprocessing`, functions with such names, and `transform` in scikit-learn transformers. It uses what was
    measured, or else the names that tests mention. It ignores functions that only select columns or drop rows
    of what they are given, that only read or write a file, print or return a path, functions that answer
    requests about features, and a `main` that calls other functions of its module. Where no test reaches any
    code, only `tests-missing` is reported. One finding joins four and more functions of a file.

    ```toml bad
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/features.py bad
    def add_ratio(rows):
        return [row["spent"] / row["visits"] for row in rows]
    ```
    ```python src/churn/model.py bad
    from sklearn.base import BaseEstimator, TransformerMixin

    class Clipper(BaseEstimator, TransformerMixin):
        def transform(self, rows):
            return rows.clip(0, 1)

    def predict(row):
        return 0.5
    ```
    ```python tests/test_model.py bad
    from churn.model import predict

    def test_predict():
        assert predict({}) == 0.5
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/features.py good
    def add_ratio(rows):
        return [row["spent"] / row["visits"] for row in rows]
    ```
    ```python src/churn/model.py good
    from sklearn.base import BaseEstimator, TransformerMixin

    class Clipper(BaseEstimator, TransformerMixin):
        def transform(self, rows):
            return rows.clip(0, 1)
    ```
    ```python tests/test_model.py good
    from churn import features
    from churn.model import Clipper

    def test_ratio():
        assert features.add_ratio([{"spent": 4, "visits": 2}]) == [2]

    def test_clipper():
        assert Clipper().transform(rows).max() == 1
    ```
    ```python src/demo/features.py good
    def add_ratio(rows):
        return [row["spent"] / row["visits"] for row in rows]
    ```
    """
    if function.tested or reach.nothing:
        return
    beside = [one for one in functions if not one.tested and one.at.file == function.at.file]
    if len(beside) < _SEVERAL:
        yield Finding(_message(function), function.at)
    elif beside[0] is function:
        hows = {untested(one.grade) for one in beside}
        how = (hows.pop() if len(hows) == 1 else None) or "no test reaches"
        names = and_more([".".join(map(str, one.at.route)) for one in beside], _NAMED)
        yield Finding(
            f"{how} {len(beside)} functions of `{function.at.file}` that compute features: {names}",
            Location(function.at.file, (), function.at.span),
            arguments=(function.at.file,),
            parts=tuple(Part(_message(one), one.at) for one in beside),
        )


def _message(function: FeatureFunction) -> str:
    """Return what to say of one function."""
    how = untested(function.grade) or "no test reaches"
    return f"{how} `{function.name}`, which computes features"
