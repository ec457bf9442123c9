"""The fact `HostedModelName`: by which names the code asks a provider for a model."""

from __future__ import annotations

import ast

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.data.hosted_models import model_families
from roadworthy.facts.python import Module
from roadworthy.tree.roles import is_run

#: A day, a month or a number of a release at the end: the name stands for one model for good.
_FIXED = re.compile(
    r".*[-@](?:20\d\d-?[01]\d-?[0-3]\d|(?:0[1-9]|1[0-2])[0-3]\d|2[3-9](?:0[1-9]|1[0-2])|00\d)(?:-v\d(?::\d)?)?",
    re.DOTALL,
)
#: What follows the name of a family: `gpt-4`, `llama3`.
_AFTER = frozenset("-0123456789")
#: Names of models without a number.
_PLAIN = frozenset(
    "chat coder flash instant large latest lite max medium mini nano plus pro reasoner small tiny"
    " turbo".split()
)
_NAME = re.compile(r"[\w./:@-]{4,100}")


@dataclass(frozen=True, slots=True)
class HostedModelName:
    """A text that names a hosted model, as `gpt-4o-mini`; `fixed` where it names one release of it."""

    text: str
    fixed: bool
    at: Location


@fact(
    where=lambda module: is_run(module.path, module.role) and ("odel" in module.text or "ODEL" in module.text)
)
def hosted_model_name(node: ast.Constant, module: Module) -> HostedModelName | None:
    """Keep the texts that are names of hosted models, and nothing else."""
    text = node.value
    if not isinstance(text, str) or "-" not in text or not _NAME.fullmatch(text) or not _is_of_family(text):
        return None
    return HostedModelName(text, _FIXED.fullmatch(text) is not None, module.at(node))


def _is_of_family(text: str) -> bool:
    """Tell whether a name begins as those of a family do, behind who provides it: `us.anthropic.claude-3`."""
    name = text.rpartition("/")[2]
    while (parts := name.partition("."))[0].isalpha():
        name = parts[2]
    if not any(name.startswith(one) and name[len(one) :][:1] in _AFTER for one in model_families()):
        return False
    # `llama-index` is a package.
    return any(map(str.isdigit, name)) or name.rpartition("-")[2] in _PLAIN
