"""What a training imports is followed by name, and looked at once."""

from __future__ import annotations

from typing import Any

from roadworthy import ModuleSummary
from roadworthy_rules._trainings._run_together import with_imported
from tests.evidence.support import summarised


class Counted:
    """A module that counts how often it is looked at."""

    looks = 0

    def __init__(self, module: ModuleSummary) -> None:
        self.at, self.imports = module.path, module.imports

    @property
    def path(self) -> str:
        """The path of the file."""
        Counted.looks += 1
        return self.at


def looks(packages: int) -> int:
    """Return how often modules are looked at, of packages whose modules import each other by name."""
    text = b"from . import const, model\nfrom .const import X\nfrom .model import fit\n"
    names = ("const", "model", "train")
    read = [summarised(f"churn/part{n}/{name}.py", text) for n in range(packages) for name in names]
    modules: Any = [Counted(module) for module in read]
    Counted.looks = 0
    found = with_imported(modules[2:3], modules)
    assert len({module.path for module in found}) == len(found) == 2 * packages + 1
    return Counted.looks


def test_modules_that_many_import_are_looked_at_once() -> None:
    assert looks(80) < 5 * looks(20)


def test_what_an_import_leads_to_is_followed_for_three_steps() -> None:
    chain = [summarised(f"churn/m{n}.py", b"from churn.m%d import x\n" % (n + 1)) for n in range(6)]
    found = with_imported(chain[:1], chain)
    assert [module.path for module in found] == ["churn/m0.py", "churn/m1.py", "churn/m2.py", "churn/m3.py"]


def test_what_is_not_of_the_project_is_not_followed() -> None:
    training, other = summarised("churn/train.py", b"import numpy.m1\n"), summarised("churn/m1.py", b"")
    assert with_imported([training], [training, other]) == (training,)
