import re
from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import subject

_PRODUCT = re.compile(
    r".*\.py[co]|(dist|build)/.*\.(whl|egg|tar\.gz)|build/(lib|temp|bdist)[./-].*|build/lib/.*"
)
_EXTENSION = re.compile(r"(?>.*\.(?=cpython-\d|abi3|cp\d++-))[\w.-]*(so|pyd)|.*\.o")


@rule(Severity.WARNING, since="0.1")
def sdist_product_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains build products.

    Bytecode, extension modules and older wheels match one machine or one version, and the next build may use
    them instead of compiling the source. Exclude them, or build from a clean checkout.

    ```sdist bad
    files = { "src/demo/__init__.py" = "", "src/demo/__pycache__/__init__.cpython-312.pyc" = "" }
    ```

    ```sdist bad
    files = { "dist/demo-0.9-py3-none-any.whl" = "" }
    ```

    ```sdist bad
    files = { "src/demo/_fast.cpython-312-x86_64-linux-gnu.so" = "\\u007FELF" }
    ```

    ```sdist good
    files = { "tests/data/old.pyc" = "", "tests/data/demo-0.9-py3-none-any.whl" = "" }
    ```
    """
    binaries = set(sdist.contents.binaries)
    found = []
    for member in sdist.contents.members:
        path = member.name.removeprefix("./").removeprefix(f"{sdist.top}/")
        made = _PRODUCT.fullmatch(path) or (member.name in binaries and _EXTENSION.fullmatch(path))
        if made and not member.directory and not re.search(r"(^|/)tests?/", path):
            found.append(member.name)
    if found:
        yield Finding(f"{subject(found, 'is the product', 'are products')} of a build", sdist.at(found[0]))
