"""Whether an error in a Jenkinsfile changes the result of the build."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.ci.groovy import GroovyToken

#: The build's result after an error that a block catches. By default, it is FAILURE.
_RESULT = re.compile(r"\bbuildResult\s*+:\s*+[\"']?(\w+)")
#: What ends a build or marks it, where a script looks at the status of a step.
_ENDING = re.compile(r"\b(?:error|throw|unstable|FAILURE|UNSTABLE|ABORTED|exit)\b")
_WORD = re.compile(r"\w++")
#: Characters before a block that hold its arguments.
_HEAD = 300


def hides_errors(name: str, start: int, text: str) -> bool:
    """Tell whether the block that opens at an offset leaves the result of the build as it was."""
    if name != "catchError":
        return name == "warnError"
    given = _RESULT.search(text[max(start - _HEAD, 0) : start].rpartition("catchError")[2])
    return given is not None and given[1].lower() in ("success", "null")


def status_decides(tokens: Sequence[GroovyToken], index: int, text: str) -> bool:
    """Tell whether the script looks at the status that the step at an index returns, and may fail by it.

    The status is in a variable that is read later, or in the condition of an `if`.
    """
    if index < 2:
        return False
    before, owner = tokens[index - 1], tokens[index - 2]
    rest = text[tokens[index].end :]
    if before.text == "=" and owner.kind == "word":
        rest = rest.partition("\n")[2]
        read = owner.text in _WORD.findall(rest)
    else:
        read = before.text == "(" and owner.text == "if"
    return read and _ENDING.search(rest) is not None
