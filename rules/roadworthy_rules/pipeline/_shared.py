import re
from collections.abc import Iterator

from roadworthy_rules._shell import commands

#: What stands before the program that is really run.
_WRAPPERS = frozenset(
    "! coverage do else env exec hatch if pdm pipenv pipx pixi poetry py python python3 run rye sudo then"
    " time uv uvx x xvfb-run".split()
)


def programs(script: object) -> Iterator[list[str]]:
    """Yield the commands of a step's `run`, each as words from its program on.

    Assignments, options before the program, and wrappers such as `uv run` and `python -m` are left out.
    """
    for words in commands(script) if isinstance(script, str) else ():
        while words and (words[0] in _WRAPPERS or words[0].startswith("-") or re.match(r"\w+=", words[0])):
            del words[0]
        if words:
            yield words
