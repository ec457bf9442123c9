from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import (
    Finding,
    Severity,
    WheelCode,
    WheelModule,
    distribution_name,
    is_standard,
    missing_providers,
    role_of,
    rule,
)
from roadworthy_rules.artifacts.entry_points._scripts import scripts

#: Namespaces of which each part has a distribution of its own.
_SHARED = frozenset(("azure", "google"))


@rule(Severity.ERROR, since="0.1")
def wheel_dependency_missing(code: WheelCode) -> Iterator[Finding]:
    """A package in a wheel imports a module that no dependency of the wheel provides.

    Installers read dependencies only from the wheel's metadata, so the import fails with
    `ModuleNotFoundError`, even if a requirements file lists the module. Declare the distribution in
    `project.dependencies`, and rebuild.

    The rule reports well-known modules that top-level packages and scripts import unconditionally. It ignores
    modules that any dependency of the wheel may bring along, including those of extras, and single top-level
    modules that import pytest.

    ```wheel bad
    files = { "demo/__init__.py" = "from .report import write\\n", "demo/report.py" = "import yaml\\n" }
    metadata = { Requires-Dist = "pandas>=2" }
    ```
    ```wheel good
    files = { "demo/__init__.py" = "import json\\nimport numpy\\nimport pandas\\n" }
    metadata = { Requires-Dist = "pandas>=2" }
    ```

    ```wheel good
    [files]
    "demo/__init__.py" = '''
    import something_unknown
    try:
        import yaml
    except ImportError:
        yaml = None
    '''
    "demo/plots.py" = "import matplotlib\\n"
    "demotests.py" = "import pytest\\nimport yaml\\n"
    ```
    """
    headers = code.wheel.metadata.headers
    required = {distribution_name(text) for text in headers.get("requires-dist", ())}
    own = {module.name.partition(".")[0] for module in code.modules}
    # A plugin is loaded by what it extends.
    hosts = {group.partition(".")[0].rstrip("0123456789") for group in code.wheel.dist_info.entry_points}
    missing: dict[str, list[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for module in _needed(code):
        for target, line in module.foreign:
            top = target.partition(".")[0]
            if top in own | hosts | _SHARED or is_standard(target):
                continue
            if known := missing_providers(target, required | {canonicalize_name(_name(code))}):
                names[top] = known
                missing.setdefault(top, []).append(f"`{module.member}` in line {line}")
    for top, places in missing.items():
        by = places[0] if len(places) == 1 else f"{places[0]} and {len(places) - 1} more"
        message = f"`{top}` is imported by {by}, but the wheel does not require `{names[top][0]}`"
        yield Finding(message, code.wheel.at())


def _name(code: WheelCode) -> str:
    return "".join(code.wheel.metadata.headers.get("name", ())[:1]) or "unknown"


def _needed(code: WheelCode) -> list[WheelModule]:
    """Return the modules that the top packages and the scripts lead to by imports without a condition."""
    by_name = {module.name: module for module in code.modules}
    pending = [name for name, module in by_name.items() if "." not in name and not _tests(module)]
    pending += [target.partition(":")[0].strip() for _, _, target in scripts(code.wheel)]
    found: dict[str, WheelModule] = {}
    while pending:
        name = pending.pop()
        module = by_name.get(name)
        if module is None or name in found or role_of(f"x/{module.member.partition('/')[2]}") != "source":
            continue
        found[name] = module
        parts = name.split(".")
        pending += [".".join(parts[:length]) for length in range(1, len(parts))]
        pending += [target for target, _ in module.imports]
    return [found[name] for name in sorted(found)]


def _tests(module: WheelModule) -> bool:
    """Tell whether a single module imports what runs tests, so that only who runs them imports it."""
    return "/" not in module.member and any(
        target.partition(".")[0] == "pytest" for target, _ in module.foreign
    )
