from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, counted, rule, suggestion
from roadworthy_rules.code.calls._members import OwnMembers
from roadworthy_rules.code.calls._own import Own


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("mypy:attr-defined", "pylint:no-member", "pylint:E1101"),
    handwritten=True,
)
def method_missing(own: Own) -> Iterator[Finding]:
    """A call names a method or a function that its class or module does not have.

    The call fails with `AttributeError` when it runs. This happens when a method is renamed or moved and a
    call in a branch that no test reaches keeps the old name. Correct the name.

    The rule checks calls of `self.method()`, of methods of objects whose class is certain, and of
    `module.function()` for modules of the project. It needs to know all attributes: of the class and all
    that it inherits from, of which `torch.nn.Module` is the only one from elsewhere. It stays silent if
    anything may add attributes, as `setattr` and `exec` do.

    ```python train.py bad
    import torch.nn as nn

    import tools

    class Trainer:
        def fit(self, rows):
            return self.evalute(rows)

        def evaluate(self, rows):
            return tools.scale(rows)

    class Net(nn.Module):
        def forward(self, rows):
            return self.encoded(self.eval(rows))

    print(Trainer().fit([1]), Net())
    trainer = Trainer()
    trainer.train([1])
    ```
    ```python tools.py bad
    def scaled(rows):
        return rows
    ```
    ```python train.py good
    import tools

    class Trainer:
        def fit(self, rows):
            return self.evaluate(rows)

        def evaluate(self, rows):
            return self.hook(tools.scaled(rows))

        @property
        def hook(self):
            return print

    class Base:
        def run(self):
            return self.step()

    class Proxy:
        def __getattr__(self, name):
            return print

        def run(self):
            return self.step()

    class Stack:
        def __init__(self):
            for number in range(3):
                exec(f"self.step{number} = print")

        def run(self):
            return self.step0()

    print(Trainer().fit([1]), Proxy().run(), Stack().run())
    ```
    ```python tools.py good
    def scaled(rows):
        return rows
    ```
    """
    members = OwnMembers(own)
    for one in own.running():
        found: dict[tuple[str, str], list[Location]] = {}
        for call in one.calls:
            missing = members.missing(one.path, call)
            if missing:
                found.setdefault(missing, []).append(Location(one.path, span=call.at))
        for (owner, name), (first, *others) in found.items():
            more = f" ({counted(len(others) + 1, 'call')})" if others else ""
            close = suggestion(name, members.known(one.path, owner))
            text = f"`{owner}` has no `{name}`{close}{more}"
            yield Finding(text, first, related=tuple(others[:10]))
