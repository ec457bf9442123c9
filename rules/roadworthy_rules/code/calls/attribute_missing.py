import re
from collections.abc import Iterator

from roadworthy import Finding, Location, NotebookSummary, Severity, rule, suggestion
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
    `torch.nn.Module` is the only one from elsewhere. It looks at classes of which the project makes objects.
    It stays silent if anything may add attributes, as `setattr` does, and where code sets the name of any
    other object. `method-missing` is about calls.

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
        called = {(call.within, call.callee) for call in one.calls if call.within}
        for name in one.classes:
            found: set[str] = set()
            for item in own.kin.definitions.get((one.path, name), ()):
                # What a method defines may have a `self` of its own.
                if item.kind != "method" or item.lasting or "AttributeError" in item.names:
                    continue
                for use in sorted(item.uses):
                    read = _READ.fullmatch(use)
                    attribute = read[1] if read else ""
                    if not attribute or attribute in found or attribute in noted:
                        continue
                    if (name, f"self.{attribute}") in called or not members.lacks(
                        (one.path, name), attribute
                    ):
                        continue
                    found.add(attribute)
                    close = suggestion(attribute, members.known(one.path, name))
                    text = f"`{name}.{item.name}` reads `self.{attribute}`, and nothing sets it{close}"
                    yield Finding(text, Location(one.path, item.route, item.span))
