"""The fact `Reached`: what tests lead to, with everything that they start, load or look up on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_re import re
from roadworthy.facts.metadata import DeclaredMetadata, Pyproject
from roadworthy.facts.project import Layout, declared_entries
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.facts.tests.closure import reachable_from
from roadworthy.facts.tests.docstrings import DocstringExamples
from roadworthy.facts.tests.documentation import extensions_built, extensions_given
from roadworthy.facts.tests.families import closed, is_plain, own_modules
from roadworthy.facts.tests.hooks import (
    django_settings,
    files_in,
    hooks_in,
    named_in_settings,
    started_by_fixtures,
)
from roadworthy.facts.tests.idle import never_run
from roadworthy.facts.tests.other_suites import (
    called_on_install,
    keywords_used,
    named_by_bats,
    text_of,
)
from roadworthy.facts.tests.snippets import document_examples, notebook_modules
from roadworthy.facts.tests.suite import Commands, Suite, roots_of
from roadworthy.facts.tests.templates import read_by_templates
from roadworthy.facts.tests.testsettings import PytestSettings
from roadworthy.facts.tests.world import (
    TYPED,
    Key,
    World,
    back_in_place,
    imports_in_place,
    layout_as_imported,
)
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

_TYPING = frozenset("mypy pyright type_checking typechecking typecheck types typing typing_tests".split())
#: Modules that need no import to be loaded.
_LOADED = ("conftest", "__init__")
#: Frameworks that load an application's modules by where they lie.
_FINDERS = frozenset(
    "django kedro odoo pytest_homeassistant_custom_component rest_framework scrapy wagtail".split()
)
#: What Cookiecutter runs where a test makes a project of the template.
_HOOKS = ("hooks/post_gen_project", "hooks/pre_gen_project", "hooks/pre_prompt")
#: What runs notebooks.
_NOTEBOOKS = frozenset("nbclient nbconvert nbformat papermill ploomber_engine testbook".split())
#: Files of settings that may name classes and functions by dotted names.
_SETTINGS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf")
#: Files that tools read, and no code of the project.
_OF_TOOLS = (
    *(
        ".lock",
        "lock.json",
        "pyproject.toml",
        "setup.cfg",
        "tox.ini",
        "pytest.ini",
        "mkdocs.yml",
        "package.json",
    ),
    *(".pylintrc", "mypy.ini", ".pre-commit-config.yaml", ".readthedocs.yaml", ".readthedocs.yml"),
)
_CHECKERS = "flake8.extension"
_SIZE = 200_000
_DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)+(?![\w.])")
_NAME = re.compile(r"[A-Za-z_]\w*")
#: An entry point in setup.py or setup.cfg.
_ENTRY = re.compile(r"""["'\s]([\w.-]+)\s*=\s*([A-Za-z_][\w.]*:[A-Za-z_][\w.]*)""")


@dataclass(frozen=True, slots=True)
class Reached:
    """The names that tests mention, all names that these lead to, and the definitions that they mean.

    `loaded` are the paths of the modules whose top level runs. `uncertain` are definitions that only a file
    leads to which could not be read, `at_import` those that only run while tests import modules.
    """

    mentioned: frozenset[str]
    names: frozenset[str]
    definitions: frozenset[Key] = field(default=frozenset(), repr=False)
    loaded: frozenset[str] = field(default=frozenset(), repr=False)
    uncertain: frozenset[Key] = field(default=frozenset(), repr=False)
    at_import: frozenset[Key] = field(default=frozenset(), repr=False)


@fact
def reached_names(
    modules: tuple[ModuleSummary, ...],
    docstrings: tuple[DocstringExamples, ...],
    layout: Layout,
    suite: Suite,
    tree: Tree,
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata | None,
    pytest: PytestSettings | None,
    commands: Commands,
) -> Reached:
    """Follow names from the tests through the bodies of everything that they lead to.

    Raises `Unmeasured` where there are no tests: that is a finding of its own.
    """
    if not suite.paths and not suite.examples:
        raise Unmeasured("there are no tests")
    # A build that gives a directory another name: code that imports it sees the files under that one.
    there = layout.moved
    if any(path in tree.files for path in there.values()) or imports_in_place(modules, there):
        there = {}
    if there:
        modules = tuple(replace(module, path=there.get(module.path, module.path)) for module in modules)
        docstrings = tuple(replace(one, path=there.get(one.path, one.path)) for one in docstrings)
        paths = tuple(there.get(path, path) for path in suite.paths)
        suite = replace(suite, paths=paths, programs=frozenset(there.get(p, p) for p in suite.programs))
        layout = layout_as_imported(layout)
    world = _world(modules, docstrings, layout, suite, tree, pyproject, metadata, pytest, commands)
    mentioned = frozenset(name for module in (*world.tests, *world.helpers) for name in module.mentioned)
    found = reachable_from(world)
    unread = frozenset(names_unread(modules, layout, tree))
    wider = reachable_from(replace(world, names=world.names | unread)) if unread else found
    uncertain = wider.definitions - found.definitions
    names = mentioned | found.names
    back = {name: path for path, name in there.items()}
    definitions, uncertain, at_import = (
        back_in_place(keys, back) if back else keys
        for keys in (found.definitions, uncertain, found.at_import)
    )
    loaded = frozenset(back.get(path, path) for path in found.loaded)
    return Reached(mentioned, names, definitions, loaded, uncertain, at_import)


def _world(
    modules: tuple[ModuleSummary, ...],
    docstrings: tuple[DocstringExamples, ...],
    layout: Layout,
    suite: Suite,
    tree: Tree,
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata | None,
    pytest: PytestSettings | None,
    commands: Commands,
) -> World:
    testing = frozenset(suite.paths)
    own = own_modules(modules, layout, suite)
    imported = {
        word for module in modules for item in module.imports for word in (*item.module.split("."), item.name)
    }
    tests = [m for m in modules if m.path in testing or m.path.rpartition("/")[2] == "conftest.py"]
    roots = {module.path for module in tests}
    helpers = [
        m for m in modules if m.role == "test" and m.path not in roots and not _is_typing(m.path, imported)
    ]
    known = {module.path for module in (*own, *tests, *helpers)}
    outside = [m for m in modules if m.path not in known and not _is_typing(m.path, imported)]
    books = list(notebook_modules(tree)) if suite.notebooks or _name_notebooks((*tests, *helpers)) else []
    # What a docstring shows of a class counts as it does for a function.
    shown = {m.path for m in own if suite.doctests or _shows_class(m)}
    examples = [found.code for found in docstrings if found.path in shown]
    examples += (
        list(document_examples(tree)) if suite.documents or _find_documents((*tests, *helpers)) else []
    )
    words = pytest.section.values.values() if pytest else ()
    given = [word for value in words for word in (value if isinstance(value, list) else str(value).split())]
    if suite.notebooks:
        given += [module.path for module in books]
    given += [module.path for module in outside if module.path.startswith(_HOOKS)]
    given += called_on_install(tree)
    given += extensions_built(tree, commands.text)
    plugins = tuple(_plugins(pyproject, metadata, tree))
    shell = frozenset(named_by_bats(tree))
    starts = dict(_commands(pyproject, tree))
    given += [target for name, target in starts.items() if name in shell]
    given += [target for group, target in plugins if group.partition(".")[0] in shell]
    side = (*tests, *helpers)
    given += files_in(side, outside)
    given += extensions_given(side, own, layout)
    # A tool that a test runs in its own process loads the project's plugins; how the project loads those of
    # its own groups is seen in its code.
    tools = {item.module.partition(".")[0] for m in side for item in m.imports if not item.level}
    tools.update(started_by_fixtures(side))
    # So does one that a command runs on examples.
    tools.update(commands.started(group.partition(".")[0] for group, _ in plugins))
    tools -= {layout.module_name(module.path).partition(".")[0] for module in own}
    given += [target for group, target in plugins if group.partition(".")[0] in tools]
    # flake8 makes a checker of each file, and runs it.
    given += [f"{target}.run" for group, target in plugins if group == _CHECKERS and "flake8" in tools]
    given += keywords_used(own, tree, layout)
    if tree.exists("manage.py"):
        given += django_settings(modules)
    given += named_in_settings(side)
    if any(item.module.partition(".")[0] == "pyramid" for m in side for item in m.imports):
        # A configurator runs the `includeme` of each package that it includes.
        given += [
            f"{layout.module_name(module.path)}.includeme"
            for module in own
            if any(item.route == ("includeme",) for item in module.definitions)
        ]
    return World(
        (*tests, *examples),
        {module.path: module.definitions for module in examples}
        | {module.path: roots_of(module, pytest) for module in tests if module.path in testing},
        tuple(helpers),
        (*outside, *books),
        own,
        closed(own),
        _registers,
        frozenset().union(*(never_run(module) for module in side)),
        starts,
        plugins,
        tuple(word for word in given if isinstance(word, str)),
        frozenset(_compiled(tree, layout)),
        lambda: _configured(tree),
        any(item.module.partition(".")[0] in _FINDERS for m in side for item in m.imports)
        or tree.exists("manage.py"),
        frozenset(hooks_in(side)),
        any(item.module.partition(".")[0] in TYPED for m in modules for item in m.imports),
        read_by_templates(modules, tree),
        suite.programs,
    )


def _shows_class(module: ModuleSummary) -> bool:
    return any(item.doctested and item.kind == "class" for item in module.definitions)


def _registers(item: Definition) -> bool:
    return not all(map(is_plain, item.decorators))


def _is_typing(path: str, imported: Collection[str | None]) -> bool:
    """Tell whether a module lies with those that type checkers read and no one runs."""
    *parents, name = path.removesuffix(".py").split("/")
    tests = role_of(path) == "test"
    return tests and bool(_TYPING.intersection(parents)) and name not in imported and name not in _LOADED


def _find_documents(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether tests look for documents by a pattern, as those do that run their examples."""
    return any(
        _any_ends(uses, ("*.md", "*.rst"))
        for module in modules
        for uses in (module.uses, *(item.uses for item in module.definitions))
    )


def _any_ends(uses: Collection[str], ends: tuple[str, ...]) -> bool:
    """Tell whether a use has one of these ends; to look for them in one text takes a fraction of the time."""
    text = "\n".join(uses)
    return any(end in text for end in ends) and any(use.endswith(ends) for use in uses)


def _name_notebooks(modules: Iterable[ModuleSummary]) -> bool:
    names = (
        "nbclient",
        "nbconvert",
        "nbformat",
        "nbmake",
        "nbval",
        "papermill",
        "ploomber_engine",
        "testbook",
    )
    return any(item.module.partition(".")[0] in names for m in modules for item in m.imports) or any(
        _any_ends(item.uses, (".ipynb",)) for m in modules for item in m.definitions
    )


def _commands(pyproject: Pyproject | None, tree: Tree) -> Iterator[tuple[str, str]]:
    for route in (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts")):
        table = pyproject.get(dict, *route) if pyproject else None
        yield from ((name, text) for name, text in (table or {}).items() if isinstance(text, str))
    for _, name, target in _setup_entries(tree):
        yield name, target


def _plugins(
    pyproject: Pyproject | None, metadata: DeclaredMetadata | None, tree: Tree
) -> Iterator[tuple[str, str]]:
    for entry in declared_entries(metadata) if metadata else ():
        if not entry.is_command:
            yield entry.group, f"{entry.module}:{entry.attribute}".removesuffix(":")
    groups = pyproject.get(dict, "tool", "poetry", "plugins") if pyproject else None
    for group, table in (groups or {}).items():
        if isinstance(table, dict):
            yield from ((group, target) for target in table.values() if isinstance(target, str))
    # Of what is no literal, the group stays unknown.
    for group, _, target in _setup_entries(tree):
        yield group, target


def _setup_entries(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """Yield group, name and target; the group is pytest's or flake8's where the file names it."""
    for path in ("setup.py", "setup.cfg"):
        text = text_of(tree, path) if tree.exists(path) else ""
        group = next((name for name in ("pytest11", _CHECKERS) if name in text), "")
        yield from ((group, name, target) for name, target in _ENTRY.findall(text))


def _compiled(tree: Tree, layout: Layout) -> Iterator[str]:
    """Yield the names in Cython's files of the importable code, which may call anything."""
    for path in tree.files:
        if path.endswith((".pyx", ".pxi")) and layout.owns(path):
            yield from _NAME.findall(text_of(tree, path))


def _configured(tree: Tree) -> Iterator[str]:
    for path in tree.files:
        *parents, name = path.split("/")
        hidden = any(part.startswith(".") for part in parents)
        if not path.endswith(_SETTINGS) or hidden or name.endswith(_OF_TOOLS):
            continue
        if not tree.exceeds(path, _SIZE):
            yield from dict.fromkeys(_DOTTED.findall(text_of(tree, path)))


def names_unread(modules: tuple[ModuleSummary, ...], layout: Layout, tree: Tree) -> Iterator[str]:
    """Yield the names in code and tests that could not be parsed."""
    known = {module.path for module in modules}
    for path in tree.files:
        meant = layout.owns(path) or role_of(path) == "test" or path.startswith(_HOOKS)
        if meant and path.endswith(".py") and path not in known:
            yield from _NAME.findall(text_of(tree, path)) if not tree.exceeds(path, _SIZE * 10) else ()
