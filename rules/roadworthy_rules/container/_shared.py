import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Location

_DEVELOPMENT = re.compile(
    r"(?is)(.*[._/-])?(ci|debug|dev|develop|development|docs?|local|test(s|ing)?)([._/-].*)?"
)
_BETWEEN = re.compile(r"\n|&&|\|\||[;|&]")


def is_development(dockerfile: Dockerfile) -> bool:
    """Tell whether a file's name, or that of its last stage, says that nothing is deployed from it."""
    stage = dockerfile.stages[-1].name if dockerfile.stages else None
    return bool(_DEVELOPMENT.fullmatch(dockerfile.path) or _DEVELOPMENT.fullmatch(stage or ""))


def at_stage(dockerfile: Dockerfile, index: int) -> Location:
    """Return the location of a stage's FROM."""
    stage = dockerfile.stages[index]
    return Location(dockerfile.path, (stage.name or f"stage {index}", "FROM"), stage.span)


def commands(arguments: str) -> Iterator[list[str]]:
    """Yield the words of the commands of a RUN, without quotes, but for those that depend on a condition."""
    depth = 0
    for text in _BETWEEN.split(arguments):
        words = [word.strip("\"'") for word in text.split()]
        if words[:1] == ["if"]:
            depth += 1
        elif words[:1] == ["fi"]:
            depth -= 1
        elif words and depth <= 0:
            yield words
