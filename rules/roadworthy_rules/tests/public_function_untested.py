from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from roadworthy import (
    FeatureFunction,
    Finding,
    Location,
    Part,
    PublicFunction,
    Severity,
    SuiteReach,
    and_more,
    counted,
    fact,
    rule,
)
from roadworthy_rules.tests._shared import untested
from roadworthy_rules.tests._units import UntestedUnit, untested_units

#: Above the first number, one finding says that no test reaches any function, and a short one is not reported
#: alone. Above the second, one says that tests reach hardly any.
_FEW, _SEVERAL = 5, 20
#: Where tests reach fewer of the functions than this part, one finding says so.
_HARDLY = 0.1
#: How many functions a finding names that joins several.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class FunctionReach:
    """How many of the public functions tests lead to, and the first that they do not.

    `units` are the places that one finding is about, by their first untested function.
    """

    tested: int
    first: PublicFunction | None
    units: Mapping[Location, UntestedUnit] = field(default_factory=dict, hash=False)


@rule(Severity.WARNING, since="0.1", take=0.9)
def public_function_untested(
    function: PublicFunction,
    functions: tuple[PublicFunction, ...],
    reach: SuiteReach,
    reached: FunctionReach,
) -> Iterator[Finding]:
    """No test reaches a public function.

    A function that others call but no test calls may be broken already. Test it. If it is not public, start
    its name with an underscore or remove it from `__all__`.

    The rule uses the data of `pytest --roadworthy` or coverage.py if there is any. It then reports each
    function that no test ran, and each one that ran only while its module was imported.

    Without data that matches the sources, the rule follows names. A function is reached if a test mentions
    it, or if a reached function, class, module, file or command does. A method is reached if its name is
    mentioned, by code or in a template, and its class is reached. The rule stays silent about functions that
    only an unreadable file may reach, and about those that only the imports of the tests run, as
    `app = create_app()` does: tests may check the result.

    One finding joins the untested functions of a class or file if they are at least three and most of its
    functions, or more than five. One finding joins those of a directory if tests reach at most a tenth of its
    functions, and those of the project if tests reach none of more than five, or at most a tenth of more than
    twenty. A comment that ignores the rule at one function accepts that function only, and the baseline keeps
    each function: a new untested function counts even where others are known.

    The rule ignores functions without behaviour of their own: stubs, overloads, abstract methods, protocol
    members, and functions that only raise, return a dictionary of constants or make the parser of a command
    line. It ignores functions that only make objects of classes and hand them to each other, those that
    return an object of a class made of what several functions answer, or add names to an argument, as the
    `setup` of a Sphinx extension does. It ignores methods that only return the object, a constant, an
    attribute or an item of one, or that call one method of an attribute with what they are given. It ignores
    properties that do one operation on attributes, also behind a check that these are set. It ignores methods
    that set one attribute, also behind a check of its type or to the sum of another and an argument, or that
    give attributes another type. It ignores functions that only return an attribute of an argument, or what a
    part of one answers. It ignores functions that hand what they are given to one function of a module or
    class, methods that hand it and their attributes to any function, and functions that hand what one
    function returns to a second one, and nothing else. It ignores functions that only print, or that end with
    a figure of pyplot or Plotly and return nothing else. It ignores functions that only write what they are
    given to files or set up logging, what an application of FastAPI and the like opens and closes, and
    functions without arguments that only return a path, or what one public function answers. It ignores
    functions that lend what one call makes, as those that yield a session and close it, and those that make
    something by one call of a public name unless they have it. It ignores functions that only tell whether
    two values are the same, one is among others or one is of a type, or that return a value if it is of a
    type. It ignores functions that look a constant up in a table, or return what one function of a library
    reads from one file, and methods that only list attributes in a dictionary or return an empty collection.
    It ignores a `test` that runs pytest, a `test_*` that the module calls when it is started, and what asks a
    trial of Optuna for values. It ignores generated and deprecated code, code that coverage.py excludes,
    methods that may override a method of another package, functions that a decorator registers elsewhere, and
    modules that only files such as `noxfile.py` import. It ignores what a person starts and looks at: modules
    in directories such as `examples` and `experiments`, or named like `seed.py`, if no code elsewhere imports
    them, and functions and classes that draw a window of pygame. It ignores functions without arguments that
    only the main block of their module calls, if no other module imports it. It ignores copies of a function
    that it reports, functions that only such functions or migrations call, and all functions if there are
    more than five and `tests-missing` says that no test reaches any code. An example in a docstring counts
    as a test.
    In a project of more than five public functions, it reports one of up to three statements without a
    branch, a loop or arithmetic only together with longer ones, though the score counts each.
    `feature-function-untested` reports functions that compute features, `pipeline-untested` a `main` that
    starts the program, and `function-unused` functions of an application that no code calls.

    ```toml bad
    [tool.roadworthy]
    profile = "library"
    ```
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
    Code that a person starts and looks at is owed none.

    ```toml bad
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/model.py bad
    from demo.examples.shown import explain

    def fit(rows):
        return explain(rows)
    ```
    ```python src/demo/examples/shown.py bad
    def explain(rows):
        return [str(row) for row in rows]

    def answer(rows):
        return [2 * row for row in rows]
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == ["1"]
    ```
    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return sorted(rows)
    ```
    ```python src/demo/examples/shown.py good
    from demo.model import fit

    def answer(rows):
        return [2 * row for row in fit(rows)]
    ```
    ```python src/demo/window.py good
    import pygame

    class Window:
        def show(self, rows):
            self.rows = sorted(rows)
            pygame.display.flip()

        def align(self, side):
            self.side = side.lower()
    ```
    ```python src/demo/seed_db.py good
    def fill(table):
        return [table.add(row) for row in range(9)]
    ```
    ```python src/demo/upload.py good
    from demo.model import fit

    def upload():
        rows = fit([2, 1])
        if rows[0] < 2:
            rows = fit(rows + [1])
        return rows

    if __name__ == "__main__":
        upload()
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    A part of a program is owed one, and so is a program that another module calls.

    ```toml bad
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return sorted(rows)
    ```
    ```python src/demo/upload.py bad
    from demo.model import fit

    def upload():
        rows = fit([2, 1])
        if rows[0] < 2:
            rows = [shown(row) for row in rows]
        return rows

    def shown(row):
        return row + 1

    if __name__ == "__main__":
        upload()
    ```
    ```python src/demo/clean.py bad
    def clean():
        rows = sorted(range(9))
        if rows[0] < 2:
            rows = rows + [1]
        return rows

    if __name__ == "__main__":
        clean()
    ```
    ```python src/demo/run.py bad
    from demo.clean import clean

    clean()
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    A test of `export` will reach what it calls.

    ```toml bad
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return written(str(model))

    def written(text):
        return text.encode()
    ```
    ```python tests/test_model.py bad
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
    unit = reached.units.get(function.at)
    if unit is not None:
        yield _finding(unit)


def _finding(unit: UntestedUnit) -> Finding:
    """Return what to report of a place; what stands for several functions joins a finding for each."""
    parts = tuple(Part(_message(function), function.at) for function in unit.untested)
    if len(parts) == 1:
        return Finding(parts[0].message, parts[0].at)
    hows = {untested(function.grade) for function in unit.untested}
    how = (hows.pop() if len(hows) == 1 else None) or "no test reaches"
    methods = all(function.at.route[1:] for function in unit.functions)
    every = counted(len(unit.functions), "public method" if methods else "public function")
    which = f"any of the {every}" if len(parts) == len(unit.functions) else f"{len(parts)} of the {every}"
    names = [str(function.at.route[-1]) for function in unit.untested]
    if len(set(names)) < len(names):
        names = [".".join(map(str, function.at.route)) for function in unit.untested]
    message = f"{how} {which}"
    if unit.place != ".":
        message += f" of `{unit.place}`"
        named = "" if unit.place.endswith("/") else f": {and_more(names, _NAMED)}"
        message += named
    first = unit.untested[0].at
    return Finding(
        message,
        Location(first.file, (), first.span),
        arguments=(unit.place,),
        details={"functions": [function.name for function in unit.untested]},
        parts=parts,
    )


def _message(function: PublicFunction) -> str:
    """Return what to say of one function."""
    return f"{untested(function.grade) or 'no test reaches'} `{function.name}`"


def _is_told_elsewhere(function: PublicFunction) -> bool:
    """Tell whether a function repeats or serves a reported one, is for nothing, or is started by people."""
    return function.copied or function.helps or function.dead or function.aside


@fact
def function_reach(
    functions: tuple[PublicFunction, ...], features: tuple[FeatureFunction, ...]
) -> FunctionReach:
    """Ask once for all whether a test leads to any of the functions, and what is reported together."""
    open_ones = [function for function in functions if not function.tested]
    tested = len(functions) - len(open_ones)
    few = len(functions) > _SEVERAL and tested <= len(functions) * _HARDLY
    if open_ones and (few or (len(functions) > _FEW and not tested)):
        units = [UntestedUnit(".", functions, tuple(open_ones))]
    else:
        told = {feature.at for feature in features}
        owed = [
            function for function in open_ones if not _is_told_elsewhere(function) and function.at not in told
        ]
        among = set(owed)
        judged = [function for function in functions if function.tested or function in among]
        # Among many others, a short one is not worth a finding of its own.
        many = len(functions) > _FEW
        units = [
            unit
            for unit in untested_units(judged, owed)
            if not many or not all(one.short for one in unit.untested)
        ]
    return FunctionReach(
        tested, open_ones[0] if open_ones else None, {unit.untested[0].at: unit for unit in units}
    )
