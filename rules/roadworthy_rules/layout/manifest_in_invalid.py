import re
from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, ManifestIn, Severity, Span, Tree, rule
from roadworthy_rules._ignored import is_ignored_by_name

#: Each command, and how many words it has at least and at most.
_WORDS = {
    **dict.fromkeys(("include", "exclude", "global-include", "global-exclude"), (1, 10_000)),
    **dict.fromkeys(("recursive-include", "recursive-exclude"), (2, 10_000)),
    **dict.fromkeys(("graft", "prune"), (1, 1)),
}


@rule(Severity.WARNING, since="0.1")
def manifest_in_invalid(
    manifest: ManifestIn, contents: DistributionContents | None, tree: Tree
) -> Iterator[Finding]:
    """A line of `MANIFEST.in` has no effect.

    Setuptools prints a warning in the middle of the build log, skips the line and continues, so files are
    missing from the sdist. Correct the line. The commands are `include`, `recursive-include`,
    `global-include`, `graft`, `exclude`, `recursive-exclude`, `global-exclude` and `prune`. Paths are
    relative to the project's root. `include` takes files only; use `graft` for a directory.

    ```text MANIFEST.in bad
    includes README.md
    ```
    ```text MANIFEST.in bad
    recursive-include src/demo/data
    ```
    ```text MANIFEST.in bad
    include /LICENSE
    ```
    ```text MANIFEST.in bad
    # Documentation.
    include docs/
    ```
    ```text MANIFEST.in good
    # What setuptools does not take by itself.
    include LICENSE *.md
    recursive-include src/demo/data *.json \\
        *.csv
    graft docs/
    prune docs/_build
    global-exclude *.py[co]
    ```
    """
    # `manifest-in-unused` reports it for the others.
    if contents is not None and contents.backend != "setuptools":
        return
    number, started = 0, 1
    for line in re.split(r"(?<!\\)\r?\n", manifest.text):
        started, number = number + 1, number + 1 + line.count("\n")
        words = re.sub(r"\\\r?\n", " ", line).partition("#")[0].split()
        fault = _fault(words) if words else ""
        if fault:
            yield Finding(fault, Location(manifest.path, span=Span(started, 1, started, len(words[0]) + 1)))

    # An unpacked sdist, and what a build makes, may lack what a pattern is for.
    if contents is None or not contents.sdist.is_certain:
        return
    for number, pattern in contents.unmatched:
        plain = not any(mark in pattern for mark in "*?[") and not pattern.startswith("/")
        if plain and not is_ignored_by_name(pattern, tree):
            at = Location(manifest.path, span=Span(number, 1, number, 1))
            yield Finding(f"`{pattern}` matches nothing", at)


def _fault(words: list[str]) -> str:
    command, *rest = words
    if command not in _WORDS:
        return f"`{command}` is not a command of `MANIFEST.in`"
    least, most = _WORDS[command]
    if len(rest) < least:
        return f"`{command}` lacks {'a pattern' if rest or least == 1 else 'a directory and a pattern'}"
    if len(rest) > most:
        return f"`{command}` takes one directory but has {len(rest)}"
    absolute = next((word for word in rest if word.startswith("/")), None)
    if absolute:
        return f"`{absolute}` starts with a slash and matches nothing"
    directory = next((word for word in rest if command == "include" and word.endswith("/")), None)
    return f"`{directory}` is a directory, but `include` takes only files" if directory else ""
