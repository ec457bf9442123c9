import re
from collections.abc import Iterator

from roadworthy import Finding, Location, NotebookSummary, Severity, and_more, rule, suggestion
from roadworthy_rules.code.calls._members import OwnMembers
from roadworthy_rules.code.calls._own import Own

_READ = re.compile(r"self\.([A-Za-z]\w*)(?:\..*)?")


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("mypy:attr-defined", "pylint:no-member", "pylint:E1101"),
    handwritten=True,
)
def attribute_missing(own: Own, notebooks: tuple[NotebookSummary, ...]) -> Iterator[Finding]:
    """A method reads an attribute of `self` that nothing sets.

    The method fails with `AttributeError` when it runs. This happens when an attribute is renamed in
    `__init__`, or when code moves from a function into a class. Set the attribute in `__init__`, or correct
    the name.

    The rule needs to know all attributes: of the class and all that it inherits from, of which
    `torch.nn.Module` and the data sets of torch are the only ones from elsewhere. It looks at classes of
    which the project makes objects. It stays silent if anything may add attributes, as `setattr` does, and
    where code sets the name of any other object. `method-missing` is about calls.

    ```python train.py bad
    class Trainer:
        def __init__(self, rows, epochs):
            self.rows = rows
            self.number_of_epochs = epochs

        def fit(self):
            for epoch in range(self.epochs):
                print(epoch, self.rows)

    Trainer([1], 3).fit()
    ```
    ```python train.py bad
    from models import basic

    print(basic.Decoder(3).decode([1]))
    ```
    ```python models/__init__.py bad
    ```
    ```python models/basic.py bad
    class Decoder:
        def __init__(self, size):
            self.size = size

        def decode(self, rows):
            return [row for row in rows if row not in self.banned]
    ```
    ```python train.py good
    class Trainer:
        rate = 0.1

        def __init__(self, rows, epochs):
            self.rows = rows
            self.epochs = epochs

        def fit(self):
            for epoch in range(self.epochs):
                print(epoch, self.rows, self.rate)
            if hasattr(self, "report"):
                print(self.report)

    class Options:
        def __init__(self, values):
            self.__dict__.update(values)

        def show(self):
            print(self.epochs)

    class Step:
        def run(self):
            return self.factor

    class Doubling(Step):
        factor = 2

    Trainer([1], 3).fit()
    Options({"epochs": 3}).show()
    print(Step(), Doubling().run())
    ```
    """
    members = OwnMembers(own)
    noted = frozenset[str]().union(*(notebook.names for notebook in notebooks))
    for one in own.running():
        called = {call.callee for call in one.calls if call.within}
        for name in one.classes:
            place = (one.path, name)
            told: set[str] = set()
            for item in own.kin.definitions.get(place, ()):
                # What a method defines may have a `self` of its own.
                if item.kind != "method" or item.lasting or "AttributeError" in item.names:
                    continue
                read = {match[1] for match in map(_READ.fullmatch, item.uses) if match} - noted - told
                missing = sorted(
                    attribute
                    for attribute in read
                    if f"self.{attribute}" not in called and members.lacks(place, attribute)
                )
                if not missing:
                    continue
                told.update(missing)
                names = and_more([f"self.{attribute}" for attribute in missing], 3)
                close = suggestion(missing[0], members.known(*place)) if len(missing) == 1 else ""
                text = f"`{name}.{item.name}` reads {names}, and nothing sets {_it(missing)}{close}"
                yield Finding(text, Location(one.path, item.route, item.span))


def _it(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"
