import re
from collections.abc import Iterator

from roadworthy import Finding, Location, RequirementsFile, Severity, rule

#: Options that a requirements file may hold (pip, "Requirements File Format"), those of older versions too.
_OPTIONS = tuple(
    "--all-releases --always-unzip --config-settings --constraint --editable --extra-index-url --find-links"
    " --global-option --hash --index-url --install-option --no-binary --no-index --no-require-hashes"
    " --no-use-wheel --only-binary --only-final --pre --prefer-binary --process-dependency-links --pypi-url"
    " --require-hashes --requirement --trusted-host --use-feature --use-wheel".split()
)
_SHORT = tuple("-C -Z -c -e -f -i -r".split())
_MARK = re.compile(r"(?:<{7}|>{7})(?: .*)?|={7}")
#: What can only be a path or a URL, or is filled in before pip reads it.
_PLACE = re.compile(r"[./~]|[A-Za-z]:\\|[A-Za-z+]+:|.*(?:/|\$|\.(?:whl|zip|gz|bz2)\b)")


@rule(Severity.ERROR, since="0.1")
def requirements_line_invalid(file: RequirementsFile) -> Iterator[Finding]:
    """pip rejects or misreads a line of a requirements file.

    `pip install -r` stops at merge conflict markers, quotes, and options that are allowed only on the command
    line, and installs nothing. A `--hash` on its own line belongs to no requirement, so no hash is checked:
    end the line above with a backslash. Correct the line.

    ```requirements bad
    <<<<<<< HEAD
    pandas==2.2.3
    =======
    pandas==2.3.0
    >>>>>>> upgrade
    ```

    ```requirements bad
    --upgrade
    pandas==2.2.3
    "numpy==2.1.0"
    ```

    ```requirements bad
    pandas==2.2.3
        --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254
    ```
    ```requirements good
    --index-url https://packages.example.com/simple
    -e ./packages/core
    git+https://git.example.com/churn-core
    https://example.com/churn_core-1.0-py3-none-any.whl
    pandas==2.2.3 \\
        --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254
    ```

    ```requirements good
    # This file may be used to create an environment using:
    # $ conda create --name <env> --file <this file>
    numpy=2.1.0=py312_0
    ```
    """
    if not file.is_for_pip:
        return
    marks = [
        Location(file.path, (line.text,), line.span) for line in file.lines if _MARK.fullmatch(line.text)
    ]
    if marks:
        yield Finding("the file contains the markers of a merge conflict", marks[0], related=tuple(marks[1:]))
    hashes = [Location(file.path, ("--hash",), line.span) for line in file.lines if line.text == "--hash"]
    if hashes:
        message = "`--hash` belongs to no requirement: the line above does not end with a backslash"
        yield Finding(message, hashes[0], related=tuple(hashes[1:]))
    for line in file.lines:
        at = Location(file.path, (line.text,), line.span)
        if line.kind == "option" and not _is_option(line.text):
            yield Finding(f"`{line.text}` is not an option of requirements files", at)
        elif line.kind == "nameless" and not _MARK.fullmatch(line.text) and not _PLACE.match(line.text):
            yield Finding(f"`{line.text[:60]}` is neither a requirement nor a path nor a URL", at)


def _is_option(text: str) -> bool:
    """Tell whether pip knows an option; a long one may be cut short, a short one may hold its value."""
    if text.startswith("--"):
        return any(option.startswith(text) for option in _OPTIONS)
    return text.startswith(_SHORT)
