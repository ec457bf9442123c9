import re
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote

from roadworthy import Finding, Location, Repository, Severity, Span, Tree, and_more, counted, rule
from roadworthy_rules.repository._readmes import SIZE, markdown_readme
from roadworthy_rules.repository._shared import tracked_files

#: A link or an image of Markdown, and what only looks like one.
_LINK = re.compile(r"\]\([ \t]*+<?([^()\s<>]++)>?(?:[ \t]++\"[^\"\n]*+\")?[ \t]*+\)")
_CODE = re.compile(r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)|`[^`\n]*+`", re.DOTALL)
#: Addresses, anchors, paths of a site and placeholders are no files of the project.
_ELSEWHERE = re.compile(r"[#/{$%<]|[a-z][a-z0-9+.-]*+:|.*\{\{|.*<", re.IGNORECASE)


@rule(Severity.NOTE, since="0.2")
def readme_link_broken(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """The README links to a file that the repository does not have.

    Readers meet an error page, or a gap where an image should be, and what the README promises, such as the
    licence or the instructions, is missing. Add the file, or correct the link. Paths are compared with upper
    and lower case, as on GitHub.

    The rule reads relative links in a README of Markdown at the root, compares them with what Git tracks, and
    reports them together. It ignores links out of the repository.

    ```git bad
    tracked = ["README.md", "docs/usage.md"]
    ```
    ```text README.md bad
    # Churn

    See [how to use it](docs/usage.md), and the [licence](LICENSE).
    ```
    ```git good
    tracked = ["README.md", "docs/usage.md", "img/curve 1.png"]
    ```
    ```text README.md good
    # Churn

    See [how to use it](docs/usage.md#train), [all of it](docs/), and the [site](https://example.org/LICENSE).

    ![curve](<img/curve%201.png>)

    Write `[licence](LICENSE)` for a link.
    ```
    """
    path = markdown_readme(repository, tree)
    if path is None:
        return
    tracked = set(tracked_files(repository))
    known = {*tracked, *tree.files}
    directories = {part for name in known for part in _above(name)}
    text = tree.text(path, SIZE, strict=False)
    plain = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    found: dict[str, Location] = {}
    for match in _LINK.finditer(plain):
        if _ELSEWHERE.match(match[1]):
            continue
        target = normpath(unquote(re.split(r"[#?]", match[1])[0]))
        inside = any(part in tracked for part in _above(target))
        if target.startswith("..") or target in known or target in directories or target == "." or inside:
            continue
        line = plain.count("\n", 0, match.start()) + 1
        found.setdefault(target, Location(path, span=Span(line, 1, line, 1)))
    if found:
        first, *others = found.values()
        files = counted(len(found), "file that does", "files that do")
        yield Finding(
            f"`{path}` links to {files} not exist: {and_more(list(found), 3)}",
            first,
            related=tuple(others[:10]),
        )


def _above(path: str) -> Iterator[str]:
    """Yield the directories that a path lies in; one that Git tracks is a submodule or a link."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        yield "/".join(parts[:length])
