from collections.abc import Iterator

from roadworthy import Finding, Severity, WheelCode, role_of, rule
from roadworthy_rules.artifacts._shared import reachable


@rule(Severity.ERROR, since="0.1")
def wheel_import_missing(code: WheelCode) -> Iterator[Finding]:
    """A package in a wheel imports one of its own modules that the wheel does not contain.

    The import fails with `ModuleNotFoundError` for everyone who installs the wheel. The usual cause is a list
    of packages without the subpackages, or a directory without `__init__.py`. Correct the package settings of
    the build backend, and rebuild.

    The rule ignores imports in a `try`, a branch or a function, namespace packages, and packages that create
    modules at run time.

    ```wheel bad
    files = { "demo/__init__.py" = "from demo.models import Model\\n" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/cli.py" = "from .parsing import parse\\n" }
    ```

    ```wheel good
    [files]
    "demo/__init__.py" = '''
    from demo.models import Model
    try:
        from demo._fast import score
    except ImportError:
        score = None
    '''
    "demo/models.py" = "Model = dict\\n"
    ```
    """
    wheel, there = code.wheel, reachable(code.wheel)
    modules = {module.name: module for module in code.modules}
    missing: dict[str, list[str]] = {}
    for module in code.modules:
        if module.fault or role_of(f"x/{module.member.partition('/')[2]}") != "source":
            continue
        for target, line in module.imports:
            path = target.replace(".", "/")
            parents = [target[:end] for end, char in enumerate(target) if char == "."]
            known = [modules.get(parent) for parent in parents if parent.replace(".", "/") in there]
            if not parents or path in there or any(parent is None or parent.opaque for parent in known):
                continue
            # Of a package that is left out whole, all modules are.
            top = next(p for p in (*parents, target) if p.replace(".", "/") not in there)
            missing.setdefault(top, []).append(f"`{module.member}` in line {line}")
    for target, places in missing.items():
        by = places[0] if len(places) == 1 else f"{places[0]} and {len(places) - 1} more"
        yield Finding(f"`{target}` is imported by {by} but not in the wheel", wheel.at())
