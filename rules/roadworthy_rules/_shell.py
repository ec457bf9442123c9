"""The commands of a shell script, roughly as a shell would read them.

Not by `shlex`, which takes what is quoted as one word: in `bash -c "pip install . && pytest"` the commands
are within, and a template's `${{ }}` or a quote that is left open is an error to it.
"""

import re
from collections.abc import Iterator

_CONTINUED = re.compile(r"\\\r?\n")
_BETWEEN = re.compile(r"\n|&&|\|\||[;|&]")
#: Characters of a script: more are no longer a script that someone reads.
_SIZE = 20_000


def commands(script: str) -> Iterator[list[str]]:
    """Yield the words of each command, without comments and the quotes around words; never an empty list."""
    for text in _BETWEEN.split(_CONTINUED.sub(" ", script[:_SIZE])):
        words = [word.strip("\"'") for word in text.partition(" #")[0].split()]
        if words and not words[0].startswith("#"):
            yield words
