import re
from collections.abc import Iterator

_CONTINUED = re.compile(r"\\\r?\n")
_BETWEEN = re.compile(r"\n|&&|\|\||[;|&]")
#: What stands before the program that is really run.
_WRAPPERS = frozenset(
    "! coverage do else env exec hatch if pdm pipenv pipx pixi poetry py python python3 run rye sudo then"
    " time uv uvx x xvfb-run".split()
)
#: Characters of a script: more are no longer a script that somebody reads.
_SIZE = 20_000


def commands(script: object) -> Iterator[list[str]]:
    """Yield the commands of a step's `run`, each as words from its program on, roughly as a shell would.

    Assignments, options before the program, comments, and wrappers such as `uv run` and `python -m` are left
    out.
    """
    if not isinstance(script, str):
        return
    for text in _BETWEEN.split(_CONTINUED.sub(" ", script[:_SIZE])):
        words = text.partition(" #")[0].split()
        while words and (words[0] in _WRAPPERS or words[0].startswith("-") or re.match(r"\w+=", words[0])):
            del words[0]
        if words and not words[0].startswith("#"):
            yield words
