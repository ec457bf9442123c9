import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, parse_specifiers, rule
from roadworthy_rules.metadata._shared import declared, editable

#: What Poetry writes for "this and all that are compatible with it".
_CARET = re.compile(r"\s*\^\s*([1-9]\d{0,8})((?:\.\d+)*)\s*")
_STARRED = re.compile(r"\s*(>=|<|>|<=)\s*(\d+(?:\.\d+)*)\.\*\s*")
_BARE = re.compile(r"\s*(\d+(?:\.\d+)*)\s*")


@rule(Severity.ERROR, since="0.1")
def requires_python_invalid(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """`requires-python` is not a valid version specifier.

    Build backends and package indexes reject it, and installers cannot tell which Python versions work. Each
    part needs an operator: `>=3.11`. Replace carets such as `^3.11`, which only Poetry supports, and use `.*`
    only with `==` and `!=`.

    ```toml bad
    [project]
    name = "demo"
    requires-python = "3.11"
    ```
    ```toml fixed
    [project]
    name = "demo"
    requires-python = ">=3.11"
    ```
    ```toml bad
    [project]
    name = "demo"
    requires-python = "^3.11"
    ```
    ```toml fixed
    [project]
    name = "demo"
    requires-python = ">=3.11,<4"
    ```
    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.8.*"
    ```
    ```toml fixed
    [project]
    name = "demo"
    requires-python = ">=3.8"
    ```
    ```toml bad
    [project]
    name = "demo"
    requires-python = "3.8 or newer"
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.11, !=3.12.0, <4"
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = "~=3.11"
    ```
    """

    for here, wanted in declared(pyproject, "requires-python", metadata):
        try:
            parse_specifiers(wanted)
        except ValueError:  # `InvalidSpecifier`, and what thousands of digits raise.
            intended = _intended(wanted) if len(wanted) < 100 else None
            fix = Fix(f"Write `{intended}`", Set(here, intended), safe=False) if intended else None
            reason = "has no operator" if _BARE.fullmatch(wanted) else "is not a set of version specifiers"
            yield Finding(f"`{wanted[:100]}` {reason}", here, fix if editable(here) else None)


def _intended(text: str) -> str | None:
    if bare := _BARE.fullmatch(text):
        return f">={bare[1]}"
    if caret := _CARET.fullmatch(text):
        return f">={caret[1]}{caret[2]},<{int(caret[1]) + 1}"
    starred = _STARRED.fullmatch(text)
    # `>3.8.*` may mean after all of 3.8, or after 3.8.0.
    return f"{starred[1]}{starred[2]}" if starred and starred[1] in (">=", "<") else None
