"""The fact `IdleTest`: tests that exist and never run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.core.wording import and_more
from roadworthy.facts.python import PLACE, Definition, ModuleSummary
from roadworthy.facts.tests.suite import Commands, Suite, has_init, is_for_nose
from roadworthy.facts.tests.testsettings import PytestSettings, file_patterns, takes, takes_file, test_cases
from roadworthy.tree.roles import path_words
from roadworthy.tree.tree import Tree

#: Decorators by which a test is skipped wherever it runs.
SKIPS = frozenset("mark.skip pytest.mark.skip skip unittest.skip".split())
#: What runs coroutines as tests.
_ASYNC = re.compile(
    r"anyio|aiounittest|asynctest|asyncio_mode|pytest[-_](?:aio|async|asyncio|cov-async|curio|qt|sanic|tornado"
    r"|tornasync|trio|twisted)|pytest_pyfunc_call|pytest_collection_modifyitems|nicegui|starlette|homeassistant"
)
_DECLARING = ("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "noxfile.py", "Pipfile", "pixi.toml")
#: How the names begin of what fails a test.
_CHECKS = ("assert", "pytest", "raises", "unittest")
_TESTS = re.compile(r"(?:.*/)?tests?")
_DATA = frozenset(
    "assets cases data docs examples files fixtures input inputs resources samples snippets".split()
)
#: Words of files that someone runs by hand, and that pytest is to pass over.
_BY_HAND = frozenset("bench benchmark hardware interactive live manual online perf performance slow".split())


@dataclass(frozen=True, slots=True)
class IdleTest:
    """A test, or several in one class, file or project, that pytest never runs: where, why, and how many."""

    at: Location
    reason: str
    number: int = 1


@fact
def idle_tests(
    modules: tuple[ModuleSummary, ...],
    suite: Suite,
    pytest: PytestSettings | None,
    commands: Commands,
    tree: Tree,
) -> tuple[IdleTest, ...]:
    """List what the settings do not collect, what has nothing to run with, and what nothing can run."""
    found: list[IdleTest] = list(_elsewhere(suite, pytest, tree))
    used = {part for m in modules for i in m.imports for part in (*i.module.split("."), i.name or "")}
    folders = {path.rpartition("/")[0] for path in suite.paths}
    folders |= {m.path.rpartition("/")[0] for m in modules if _TESTS.fullmatch(m.path.rpartition("/")[0])}
    made = _made_elsewhere(modules)
    concurrent = _runs_coroutines(tree, modules)
    for module in modules:
        folder = module.path.rpartition("/")[0]
        if module.role != "test" or not _DATA.isdisjoint(path_words(folder)):
            continue
        if suite.holds(module.path) or takes_file(pytest, module.path):
            found += _in_file(module, pytest, concurrent, used, made)
        elif folder in folders and not module.path.endswith("conftest.py"):
            found += _file(module, pytest, commands, used)
    return tuple(found)


def _elsewhere(suite: Suite, pytest: PytestSettings | None, tree: Tree) -> Iterator[IdleTest]:
    """Yield all tests where `testpaths` names directories that hold none of them.

    Of names that do not exist, pytest warns, and looks everywhere.
    """
    words = pytest.section.words("testpaths") if pytest else ()
    base = pytest.base if pytest else ""
    roots = [base + path.removeprefix("./").strip("/") for path in words]
    held = [root for root in roots if any(path.startswith(f"{root}/") for path in tree.files)]
    if pytest is None or not suite.paths or not held or len(held) < len(roots):
        return
    if any(root in (base, f"{base}.") or "*" in root for root in roots):
        return
    if not any(path == root or path.startswith(f"{root}/") for path in suite.paths for root in roots):
        named = ", ".join(f"`{word}`" for word in words)
        reason = f"`testpaths` names {named}, where no test is: pytest does not run `{suite.paths[0]}`"
        yield IdleTest(pytest.section.at("testpaths"), reason, len(suite.paths))


def _file(
    module: ModuleSummary, pytest: PytestSettings | None, commands: Commands, used: set[str]
) -> Iterator[IdleTest]:
    """Yield a file whose name keeps its tests from being collected."""
    name = module.path.rpartition("/")[2].removesuffix(".py")
    tests = [item for item in module.definitions if item.kind == "function" and item.name.startswith("test_")]
    if not tests or name in used or name.startswith("_") or takes_file(pytest, module.path):
        return
    if any(use in ("pytest.fixture", "fixture") for item in tests for use in item.decorators):
        return
    if not _BY_HAND.isdisjoint(path_words(name.replace("_", "-"))) or is_for_nose(name, commands):
        return
    # What calls its own functions and asserts nothing is a script that someone starts and looks at.
    if not _asserts(module) and any(item.name in module.called for item in module.definitions):
        return
    patterns = file_patterns(pytest, module.path)
    wanted = " nor ".join(f"`{pattern}`" for pattern in patterns)
    reason = f"pytest does not collect the file: its name fits neither {wanted}"
    if len(patterns) == 1:
        reason = f"pytest does not collect the file: its name does not fit {wanted}"
    yield IdleTest(Location(module.path, tests[0].route, tests[0].span), reason, len(tests))


def _in_file(
    module: ModuleSummary, pytest: PytestSettings | None, concurrent: bool, used: set[str], made: set[str]
) -> Iterator[IdleTest]:
    """Yield the tests that do not run of a file whose others do."""
    methods: dict[str, list[Definition]] = {}
    for item in module.definitions:
        if item.kind == "method" and item.name.startswith("test"):
            methods.setdefault(item.owner, []).append(item)
    mentioned = module.mentioned | used
    collected = takes_file(pytest, module.path)
    cases = test_cases(module)
    misnamed: list[tuple[str, Location, int]] = []
    for item in module.definitions:
        at = Location(module.path, item.route, item.span)
        held = methods.get(item.name, ())
        if item.kind == "class" and not item.owner and held and not item.bases and collected:
            if item.name in made or _does_other_work(item, module):
                continue
            if takes(pytest, item) and has_init(item, module):
                yield IdleTest(
                    at, f"pytest collects no class with a constructor, such as `{item.name}`", len(held)
                )
            elif not takes(pytest, item) and item.name not in mentioned and not item.decorators:
                misnamed.append((item.name, at, len(held)))
        if item.kind == "class" or not takes(pytest, item):
            continue
        if "empty" in item.marks:
            yield IdleTest(at, f"`{item.name}` has an empty list of parameters, for which pytest skips it")
        elif "async" in item.marks and collected and not concurrent and not item.decorators:
            plain = not item.owner or (
                item.owner in methods and item.owner not in cases and _is_plain(item, module)
            )
            # A script that starts it is run by hand.
            if plain and item.name not in {use.partition(".")[0] for use in module.main_uses}:
                yield IdleTest(at, f"`{item.name}` is a coroutine, and no plugin is declared that runs it")
    if misnamed:
        names = and_more([name for name, _, _ in misnamed], 3)
        called = "no class called" if len(misnamed) == 1 else "none of the classes"
        yield IdleTest(
            misnamed[0][1], f"pytest collects {called} {names}", sum(number for _, _, number in misnamed)
        )


def _made_elsewhere(modules: Iterable[ModuleSummary]) -> set[str]:
    """Return the names that modules import to use them, not those that a test only inherits from."""
    found: set[str] = set()
    for module in modules:
        bases = {base for item in module.definitions for base in item.bases} if module.role == "test" else ()
        found.update(item.name for item in module.imports if item.name and item.binds not in bases)
    return found


def _does_other_work(item: Definition, module: ModuleSummary) -> bool:
    """Tell whether a class is no test by what it does: its file asserts nothing, and it is made by hand.

    It is made by the file itself, or its constructor takes arguments, as in `TestWorker(model, path)`.
    """
    if _asserts(module):
        return False
    return item.name in module.names or any(
        one.owner == item.name and one.name == "__init__" and one.arguments for one in module.definitions
    )


def _asserts(module: ModuleSummary) -> bool:
    """Tell whether a file asserts something, or names what does."""
    return "asserts" in module.marks or any(name.startswith(_CHECKS) for name in module.mentioned)


def _is_plain(item: Definition, module: ModuleSummary) -> bool:
    return any(
        owner.kind == "class" and owner.name == item.owner and not owner.bases and not owner.decorators
        for owner in module.definitions
    )


def _runs_coroutines(tree: Tree, modules: Iterable[ModuleSummary]) -> bool:
    names = {d.name for m in modules if m.role == "test" for d in m.definitions}
    tops = {item.module.partition(".")[0] for m in modules if m.role == "test" for item in m.imports}
    if _ASYNC.search(" ".join((*names, *tops))) or _loads_plugins(modules):
        return True
    for path in tree.files:
        *parents, name = path.split("/")
        requirements = "require" in name or "require" in "".join(parents[-1:])
        if name in _DECLARING or requirements or name.endswith((".lock", ".yml", ".yaml", ".ini")):
            try:
                if _ASYNC.search(tree.text(path, strict=False)):
                    return True
            except Blocked:
                continue
    return False


def _loads_plugins(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether tests load plugins of other projects by `pytest_plugins`: any may run coroutines."""
    own = {part.removesuffix(".py") for module in modules for part in module.path.split("/")}
    loaded = (
        use.removeprefix(PLACE).partition(".")[0]
        for module in modules
        if module.role == "test" and "pytest_plugins" in module.assigned
        for use in module.uses
        if use.startswith(PLACE)
    )
    return any(top not in own for top in loaded)


def never_run(module: ModuleSummary) -> frozenset[int]:
    """Return the identities of the tests in a file that do not run though they would be collected.

    These are skipped without a condition, have no parameters, or are defined again under the same name.
    """
    found: set[int] = set()
    classes = {item.name: item for item in module.definitions if item.kind == "class"}
    last: dict[tuple[str, str, int], Definition] = {}
    for item in module.definitions:
        if item.kind == "class" or not item.name.lower().startswith("test"):
            continue
        owner = classes.get(item.owner)
        if is_skipped(item, owner, module) or "empty" in item.marks:
            found.add(id(item))
        if owner and has_init(owner, module):
            found.add(id(item))
        key = (item.owner, item.name, item.span.column)
        before = last.get(key)
        if before is not None and (item.owner or item.span.column == 1):
            found.add(id(before))
        last[key] = item
    return frozenset(found)


def is_skipped(item: Definition, owner: Definition | None, module: ModuleSummary) -> bool:
    """Tell whether a test is skipped without a condition: by itself, by its class or by its file."""
    marks = item.marks | module.marks | (owner.marks if owner else frozenset())
    decorators = (*item.decorators, *(owner.decorators if owner else ()))
    return bool(marks & {"skip", "out"}) or any(name.removesuffix("()") in SKIPS for name in decorators)
