"""What someone meant who wrote a requirement that cannot be parsed."""

import re
from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement

_NAME = r"([A-Za-z0-9][\w.-]*(?:\[[\w.,\s-]*\])?)"


def corrected(text: str) -> str:
    """Return the valid requirement that a text certainly stands for, empty where that cannot be told."""
    for candidate in _candidates(" ".join(text.split())):
        try:
            Requirement(candidate)
        except InvalidRequirement:
            continue
        return candidate
    return ""


def _candidates(text: str) -> Iterator[str]:
    """Yield what slips of the hand may have meant, each of one kind."""
    yield text.rstrip("; ,")
    # `pandas=2.2`, which conda takes; `pandas 2.2`
    yield re.sub(rf"^{_NAME}\s*=\s*(?=\d)", r"\1==", text)
    yield re.sub(rf"^{_NAME}\s+(?=\d+(?:\.\d+)+$)", r"\1==", text)
    # `=>2.2`, `=<3`
    yield re.sub(r"=([<>])(?=\s*\d)", r"\1=", text)
    # `>=2.*`: with an order there is nothing for the asterisk to match
    yield re.sub(r"(>=|<|~=)(\s*\d+(?:\.\d+)*)\.\*", r"\1\2", text)
    # `>13 <14`
    yield re.sub(r"(?<=[\w.*])\s+(?=[<>=!~]=?\s*\d)", ",", re.sub(rf"^{_NAME}\s+(?=[<>=!~])", r"\1", text))
