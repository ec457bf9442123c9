"""The fact `Suite`: the project's tests, as pytest and unittest would collect them by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_re import re
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.project import mentioned
from roadworthy.facts.python import Definition, Import, ModuleSummary, NewerPython
from roadworthy.facts.tests.below import tests_below
from roadworthy.facts.tests.documentation import extensions_built
from roadworthy.facts.tests.other_suites import tests_in_shell
from roadworthy.facts.tests.programs import programs_of_tests
from roadworthy.facts.tests.testsettings import PytestSettings, commands_of, takes, takes_file, test_cases
from roadworthy.tree.tree import Tree

#: The name of a test as nose took it: the word at the start, or after an underscore.
_NOSE = re.compile(r"(?:.*_)?[Tt]est")
#: Whose tests have other names: steps of scenarios, blocks, decorated functions.
_FRAMEWORKS = frozenset(
    "aloe attest avocado behave ducktape lemoncheesecake lettuce mamba microtest nimoy pyats pytest_bdd"
    " pyvows radish specter testplan vedro ward".split()
)
#: Whose users put load on a server, with methods that are called tests.
LOADS = frozenset("locust molotov".split())
#: What runs the examples in docstrings and in documents, and what runs notebooks, as settings and commands
#: name it.
_DOCTESTS = ("doctest", "doctest-modules", "xdoctest", "sybil")
_DOCUMENTS = ("doctest-glob", "sybil", "doctest-plus", "mktestdocs", "pytest-markdown-docs", "phmdoctest")
_NOTEBOOKS = ("nbmake", "nbval", "nbval-lax", "testbook")
#: A command with an option or a path after it.
_STARTED = re.compile(r"(?<![\w./-])([a-z]\w*+)[ \t]++(?:--?+[a-z]|[\w{}-]*+[./])")
#: What runs tests in a file that is itself started.
_RUNNERS = frozenset("TextTestRunner main nose pytest run runmodule runtests unittest".split())
#: Parts of the names of modules that are there for tests.
_TOOLS = frozenset("test testcase testcases testing tests".split())
#: A file that pytest collects by itself.
_TEST_FILE = re.compile(r"(?:[^\n]*/)?(?:test_[^/\n]*|[^/\n]*_test)\.py")
#: Functions that return the tests of a module.
_SETS_OF_TESTS = frozenset("load_tests main run suite test_suite".split())
#: Functions that pytest and unittest call by their names.
_SETUPS = ("setup", "teardown", "setUp", "tearDown", "load_tests", "pytest_")


@dataclass(frozen=True, slots=True)
class Suite:
    """The modules that hold tests, by path; empty where there are none.

    `examples` is true where examples in docstrings or notebooks are run, be it in place of tests or with
    them, or pages that use an extension of Sphinx are built as its tests. `doctests` says so of docstrings,
    `documents` of text files, `notebooks` of notebooks. `programs` are those of the paths that no framework
    collects, and that run as programs. `shell` is true where a command starts a script of the shell in a
    directory of tests that can fail. `below` are the projects inside this one that have tests, where it has
    none itself: each is inspected as a project of its own.
    """

    paths: tuple[str, ...]
    examples: bool = False
    doctests: bool = False
    documents: bool = False
    notebooks: bool = False
    programs: frozenset[str] = frozenset()
    shell: bool = False
    below: tuple[str, ...] = ()
    _known: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(self.paths))

    def __len__(self) -> int:
        return len(self.paths)

    def holds(self, path: str) -> bool:
        """Tell whether a module holds tests, by its path."""
        return path in self._known


@dataclass(frozen=True, slots=True)
class Commands:
    """What the project's scripts, settings, pipelines and guides say, as one text."""

    text: str = field(default="", repr=False)

    def name(self, path: str) -> bool:
        """Tell whether a file is named, by its path or as a module."""
        stem = path.removesuffix(".py")
        return any(
            re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", self.text)
            for word in (path.rpartition("/")[2], stem, stem.replace("/", "."))
            if word in self.text
        )

    def started(self, tools: Iterable[str]) -> Iterator[str]:
        """Yield those of the tools that a command starts, with an option or a path."""
        wanted = {tool for tool in tools if tool in self.text}
        if wanted:
            yield from sorted(wanted.intersection(_STARTED.findall(self.text)))


@fact
def commands(tree: Tree) -> Commands:
    """Read the files that may hold commands."""
    return Commands("\n".join(text for _, text in commands_of(tree)))


@fact
def suite(
    modules: tuple[ModuleSummary, ...],
    tree: Tree,
    pytest: PytestSettings | None,
    pyproject: Pyproject | None,
    commands: Commands,
    newer: NewerPython | None,
) -> Suite:
    """Find the tests, by the usual names and by those that pytest's settings add.

    Raises `Unmeasured` for an unpacked sdist without any, which may have been left out of it, and where only
    a newer Python reads them.
    """
    programs = frozenset(programs_of_tests(modules, commands.text))
    paths = tuple(m.path for m in modules if m.path in programs or is_test(m, pytest, commands))
    paths = paths or tuple(
        m.path for m in modules if m.role == "test" and (_is_nose(m, commands) or _is_for_pytest(m))
    )
    options = {option.lstrip("-").partition("=")[0] for option in pytest.options} if pytest else set()

    holding = {
        _DOCTESTS: any(item.doctested for module in modules for item in module.definitions),
        _DOCUMENTS: any(path.endswith((".md", ".rst", ".txt")) for path in tree.files),
        _NOTEBOOKS: any(path.endswith(".ipynb") for path in tree.files),
    }
    # All files are searched, and once.
    asked = [words for words, holds in holding.items() if holds and options.isdisjoint(words)]
    named = options | mentioned(tree, pyproject, chain(*asked))
    doctests, documents, notebooks = (
        holds and not named.isdisjoint(words) for words, holds in holding.items()
    )
    pages = not paths and any(extensions_built(tree, commands.text))
    examples = doctests or documents or notebooks or pages
    shell = not paths and tests_in_shell(tree, commands.text)
    below = () if paths else tests_below(tree)
    found = Suite(paths, examples, doctests, documents, notebooks, programs, shell, below)
    if not paths and not found.examples and "PKG-INFO" in tree.files:
        raise Unmeasured("an sdist without tests, which may have been left out of it")
    if not paths and newer is not None and (unread := _unread(modules, tree)):
        raise Unmeasured(f"`{unread}` is {newer.reason}")
    return found


def _unread(modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return the path of what is named as a file of tests and was not parsed; "" where there is none."""
    known = {module.path for module in modules}
    return next((path for path in tree.files if _TEST_FILE.fullmatch(path) and path not in known), "")


def is_test(module: ModuleSummary, pytest: PytestSettings | None, commands: Commands) -> bool:
    """Tell whether a module holds tests that run, by its usual name, pytest's settings, or a command."""
    if module.role not in ("source", "test"):
        return False
    libraries = module.libraries
    if not libraries.isdisjoint(LOADS):
        return False
    if not libraries.isdisjoint(_FRAMEWORKS) or (module.role == "test" and _is_registered(module)):
        return True
    # The text of the commands may be long: it is searched last.
    if (
        module.role == "test"
        and has_tests(module)
        and (takes_file(pytest, module.path) or _runs_itself(module) or commands.name(module.path))
    ):
        return True
    # `unittest discover` takes every `test*.py`; a file of any name is a test if it holds nothing else: the
    # `qa_*.py` that CMake starts for GNU Radio, what a runner of the project's own loads by its classes.
    cases = _cases(module)
    if any(item.owner in cases and item.name.startswith("test") for item in module.definitions) and (
        module.path.rpartition("/")[2].startswith("test") or _holds_cases_alone(module, cases)
    ):
        return True
    return pytest is not None and pytest.collects(module)


def _is_registered(module: ModuleSummary) -> bool:
    """Tell whether a decorator of another framework takes functions of a file for tests: `@suite.test`."""
    return any(
        name.removesuffix("()").endswith(".test") and not item.owner
        for item in module.definitions
        if item.kind == "function"
        for name in item.decorators
    )


def has_tests(module: ModuleSummary) -> bool:
    """Tell whether a module defines a test function or method, or takes tests over from another one."""
    out = {item.name for item in module.definitions if item.kind == "class" and has_init(item, module)}
    return any(
        item.kind != "class"
        and item.owner not in out
        and (item.name.startswith("test") or (_is_suffixed(item) and item.name in module.called))
        for item in module.definitions
    ) or any(item.name == "*" or (item.name and _takes_over(item, item.name)) for item in module.imports)


def _is_suffixed(item: Definition) -> bool:
    """Tell whether a function has the name of a test whose file calls it: `shape_test`."""
    return item.kind == "function" and item.name.endswith("_test")


def _takes_over(item: Import, name: str) -> bool:
    """Tell whether what is imported is a test, which runs where it is imported, too.

    A function `test_model` of a module of another name does what it says to a model.
    """
    tests = item.level > 0 or "test" in item.module.lower()
    return name.startswith("Test") or (name.lower().startswith("test") and tests)


def roots_of(module: ModuleSummary, pytest: PytestSettings | None) -> tuple[Definition, ...]:
    """Return the definitions at the top of a test file that run without being named."""
    if not module.libraries.isdisjoint(_FRAMEWORKS) or _is_registered(module):
        return module.definitions
    if not takes_file(pytest, module.path):
        # Something else collects them: by what names, that knows best.
        return module.definitions
    return tuple(
        item
        for item in module.definitions
        if not item.owner and (item.bases or _is_root(item, module, pytest))
    )


def _is_root(item: Definition, module: ModuleSummary, pytest: PytestSettings | None) -> bool:
    if item.kind == "class":
        return takes(pytest, item) and not has_init(item, module)
    return takes(pytest, item) or item.name.startswith(_SETUPS)


def has_init(item: Definition, module: ModuleSummary) -> bool:
    """Tell whether a class has a constructor of its own, which keeps pytest from collecting it."""
    return not item.bases and any(
        other.owner == item.name and other.name in ("__init__", "__new__") for other in module.definitions
    )


def _runs_itself(module: ModuleSummary) -> bool:
    """Tell whether a file runs its tests where it is started: in its main block, or at its top level."""
    names = {part for use in module.main_uses for part in use.split(".")}
    tests = {item.name for item in module.definitions if item.name.startswith("test") or _is_suffixed(item)}
    return bool(names & (_RUNNERS | tests)) or not tests.isdisjoint(module.called)


def _holds_cases_alone(module: ModuleSummary, cases: Collection[str]) -> bool:
    """Tell whether a file defines its TestCases and nothing else, but for what runs them."""
    tops = [item for item in module.definitions if not item.owner]
    others = [item for item in tops if item.kind != "class" and item.name not in _SETS_OF_TESTS]
    if not tops or any(item.kind == "class" and item.name not in cases for item in tops):
        return False
    return not others or _runs_itself(module)


def _cases(module: ModuleSummary) -> frozenset[str]:
    """Return the TestCases of a module; where it starts unittest, also what inherits from one elsewhere."""
    cases = test_cases(module)
    # What others derive from a TestCase mostly lies among their tools for tests: `acme.test.utils`.
    theirs = {
        item.binds for item in module.imports if item.name and _TOOLS.intersection(item.module.split("."))
    }
    starts = "unittest.main" in module.main_uses
    return cases.union(
        item.name
        for item in module.definitions
        if item.kind == "class"
        and any(base in theirs or (starts and "test" in base.lower()) for base in item.bases)
    )


def _is_nose(module: ModuleSummary, commands: Commands) -> bool:
    """Tell whether a module holds tests by nose's notion, which is wide: asked where nose is named."""
    return any(item.kind != "class" and is_for_nose(item.name, commands) for item in module.definitions)


def _is_for_pytest(module: ModuleSummary) -> bool:
    """Tell whether a `tests.py` holds tests of pytest, which takes a file of this name if it is given it."""
    named = module.path.rpartition("/")[2] == "tests.py"
    return named and "pytest" in module.libraries and has_tests(module)


def is_for_nose(name: str, commands: Commands) -> bool:
    """Tell whether nose takes a function or file for a test by its name, where it runs at all."""
    return "nose" in commands.text and _NOSE.match(name) is not None
