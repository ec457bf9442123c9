"""Programs of tests that no framework collects: a command starts them, or a program of the project does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.roles import path_words

#: Where a command starts a program in Python, with the words after it; and a file that is started itself.
_PYTHON = re.compile(
    r"(?<![\w./-])(?:python[\d.]*+|\$[({]?PYTHON\d?[)}]?|coverage|uv|pdm|hatch|pipenv)"
    r"[ \t]++([^\n;&|#`]{1,200})"
)
_ITSELF = re.compile(r"(?<![\w.])\./([\w./*-]++)")
#: Words between them and what is started.
_BETWEEN = frozenset("coverage python python3 run".split())
#: What looks for files or modules, and what runs those that it found.
_LISTERS = frozenset(
    "discover glob iglob iter_modules iterdir listdir rglob scandir walk walk_packages".split()
)
_LOADERS = frozenset(
    "TestLoader __import__ check_call exec import_module loadTestsFromModule loadTestsFromName Popen"
    " run_module run_path spec_from_file_location subprocess system".split()
)
#: Words of what runs tests, at the root.
_TESTS = frozenset("check test tests testing selftest runtests".split())


def programs_of_tests(modules: Iterable[ModuleSummary], commands: str) -> Iterator[str]:
    """Yield the test files that run as programs and assert something, by their paths.

    A command names each, or all of a directory (`tests/*.py`); or it starts a program that imports them, or
    that lists a directory and runs what it finds there.
    """
    modules = tuple(modules)
    asserting = [module for module in modules if module.role == "test" and _asserts(module)]
    if not asserting:
        return
    started = frozenset(_started(commands))
    runners = [module for module in modules if _is_started(module.path, started) or _is_runner(module)]
    runners = [module for module in runners if _is_of_tests(module)]
    listing = [module.path.rpartition("/")[0] for module in runners if _lists(module)]
    imported = {
        part
        for module in runners
        for item in module.imports
        for part in (item.module.rpartition(".")[2], item.name or "")
    }
    for module in asserting:
        folder, _, name = module.path.rpartition("/")
        if (
            _is_started(module.path, started)
            or name.removesuffix(".py") in imported
            or any(not one or folder == one or folder.startswith(f"{one}/") for one in listing)
        ):
            yield module.path


def _started(commands: str) -> Iterator[str]:
    """Yield the files and modules that commands start."""
    for words in _PYTHON.findall(commands):
        names = (word for word in words.split() if word[0] != "-" and word not in _BETWEEN)
        yield next(names, "").removeprefix("./")
    yield from _ITSELF.findall(commands)


def _asserts(module: ModuleSummary) -> bool:
    return "asserts" in module.marks or any(name.startswith("assert") for name in module.mentioned)


def _is_started(path: str, started: frozenset[str]) -> bool:
    """Tell whether a command starts a file, by its path, as a module, or with all of its directory."""
    folder, slash, name = path.rpartition("/")
    stem = path.removesuffix(".py")
    # Another program may have the same name: one in a directory is named with it, or where that is.
    return not started.isdisjoint(
        (path, stem.replace("/", "."), f"{folder}{slash}*.py", *((name,) if name.startswith("test") else ()))
    )


def _is_of_tests(module: ModuleSummary) -> bool:
    """Tell whether a program lies with the tests, or is named for them."""
    return module.role == "test" or not _TESTS.isdisjoint(path_words(module.path.rpartition("/")[2]))


def _is_runner(module: ModuleSummary) -> bool:
    """Tell whether a program starts itself, and runs the files that it finds."""
    return bool(module.main_uses) and _is_of_tests(module) and _lists(module)


def _lists(module: ModuleSummary) -> bool:
    names = module.mentioned
    return not (names.isdisjoint(_LISTERS) or names.isdisjoint(_LOADERS))
