import re
from collections.abc import Iterator

from roadworthy import (
    Finding,
    Location,
    Profile,
    Pyproject,
    Severity,
    Sign,
    Span,
    Tree,
    Unreadable,
    and_more,
    has_placeholder,
    rule,
)
from roadworthy_rules.metadata._shared import leaves_project
from roadworthy_rules.metadata.readme._readme import readme_file

_CODE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)|`[^`\n]+`|<!--.*?(?:-->|\Z)", re.MULTILINE | re.DOTALL)
#: How an item of a list begins: what is indented below it goes on with it.
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_MARKDOWN = re.compile(
    r"""!\[(?:[^]\n!]|!(?!\[))*+\]\(\s*+<?(?P<path>[^\s)>]+)|<img\b[^<>]*?\bsrc\s*+=\s*+["'](?P<source>[^"'>]+)["']""",
    re.IGNORECASE,
)
_RST = re.compile(
    r"^[^\S\n]*+\.\.\s++(?:\|[^|\n]++\|\s++)?(?:image|figure)::\s*+(?P<path>\S++)", re.MULTILINE
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


@rule(Severity.WARNING, since="0.1")
def readme_image_relative(pyproject: Pyproject, profile: Profile, tree: Tree) -> Iterator[Finding]:
    """The readme uses a relative path for an image, which is broken on PyPI.

    PyPI renders only the readme and does not have the files of your repository. Use an absolute URL, such as
    `https://raw.githubusercontent.com/...` or a URL of your documentation, or let the build replace relative
    paths (`hatch-fancy-pypi-readme`).

    The rule ignores private projects and services.

    ```toml bad
    [project]
    name = "demo"
    readme = "README.md"
    ```
    ```markdown README.md bad
    # Demo

    ![The pipeline](docs/pipeline.png)

    <img alt="Results" src="docs/results.svg">

    1. A step:

        ![The step](docs/step.png)
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = "README.rst"
    ```
    ```text README.rst bad
    Demo
    ====

    .. image:: docs/pipeline.png
    ```
    ```toml good
    [project]
    name = "demo"
    readme = "README.md"
    ```
    ```markdown README.md good
    # Demo

    ![The pipeline](https://example.com/pipeline.png)

    [The licence](LICENSE)

    ~~~markdown
    ![How to write an image](docs/image.png)
    ~~~

    An article:

        title: Photos

        ![](camera.jpg)
    ```

    ```toml good
    [project]
    name = "demo"
    readme = "README.md"
    classifiers = ["Private :: Do Not Upload"]
    ```
    ```markdown README.md good
    ![The pipeline](docs/pipeline.png)
    ```

    Users read the readme of a service in its repository, not on PyPI.

    ```toml good
    [project]
    name = "demo"
    readme = "README.md"
    ```
    ```python src/demo/main.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```
    ```markdown README.md good
    ![The pipeline](docs/pipeline.png)
    ```
    """
    given = readme_file(pyproject)
    if given is None or leaves_project(given[1]) or pyproject.is_private or not pyproject.is_package:
        return
    if profile.name != "library" and Sign.SCRIPTS not in profile.signs:
        return
    path = given[1].removeprefix("./")
    pattern = _RST if path.lower().endswith(".rst") else _MARKDOWN if path.lower().endswith(".md") else None
    try:
        text = tree.text(path) if pattern and path in tree.files else ""
    except Unreadable:
        return
    if pattern is _MARKDOWN:
        text = _without_blocks(_CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text))
    found = []
    for match in pattern.finditer(text) if pattern else ():
        group = "path" if match["path"] else "source"
        if not _ABSOLUTE.match(match[group]) and not has_placeholder(match[group]):
            before = text[: match.start(group)]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            at = Location(path, span=Span(line, column, line, column + len(match[group])))
            found.append((match[group], at))
    if found:
        # One finding a readme: its paths are corrected together.
        first, *others = (at for _, at in found)
        verb = "are relative paths of images" if others else "is a relative path of an image"
        yield Finding(f"{and_more([name for name, _ in found])} {verb}", first, None, tuple(others))


def _without_blocks(text: str) -> str:
    """Blank the lines of Markdown that are code because they are indented, after an empty line."""
    lines = text.split("\n")
    block, listed = True, False
    for number, line in enumerate(lines):
        if not line.strip():
            block = True
        elif not line.startswith(("    ", "\t")):
            listed = _ITEM.match(line) is not None or (listed and line[0] in " \t")
            block = False
        elif block and not listed:
            lines[number] = " " * len(line)
        else:
            block = False
    return "\n".join(lines)
