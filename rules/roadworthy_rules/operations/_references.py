"""What a comparison with the training data needs before it compares: the data that it is compared with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Level, is_run, path_words
from roadworthy_rules.operations._model_stores import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy import Definition, ModuleSummary, Tree, Watched

#: Words in the name of what gives a comparison the data that it compares with.
_GIVES = frozenset("add compute fit init initialise initialize load register set update".split())
_GIVEN = frozenset(("baseline", "reference"))
#: What puts drift into data, and what stands for the data of production.
_INJECTS = frozenset("induce inject introduce simulate".split())
_DRIFTS = frozenset("drift drifted drifts shift".split())
_SIMULATED = frozenset("batch batches current production".split())
#: Words of files that come anew, whatever the repository keeps at their place.
_COMING = frozenset(
    "current incoming inference latest live log logs new predictions prod production recent requests serving"
    " today".split()
)
#: Words in the names of what a comparison of its own compares, on either side.
_BEFORE = frozenset("baseline expected historical ref reference train training".split())
_AFTER = _COMING | frozenset(("actual", "observed"))
#: What draws values at random, and what reads those that there are.
_DRAWS = frozenset("choice normal rand randint randn uniform".split())
#: What cuts a table, what writes one, and the name of a file of rows.
_CUT = re.compile(
    r"iloc|(?:\w{1,40}_)?train_(?:\w{1,20}_)?test_split|(?:\w{1,40}_)?split_(?:by|data|df|into|rows|train)\w{0,40}"
)
_WRITES = frozenset(("to_csv", "to_parquet"))
_FILE = re.compile(r"\b[\w-]{1,80}\.(?:csv|parquet)\b")
#: How a table of settings names a file of rows, and words of files that hold none.
_KEY = re.compile(r"\w{1,60}_(?:csv|data|dataset|file|path)")
_NO_ROWS = frozenset(
    "artifact artifacts config features figure html log metrics model output plot registry report result"
    " results schema summary".split()
)
#: How the files of a training are named, and words of those that it learns from and of those it tests by.
_PART = re.compile(r"\w{1,60}_(?:csv|file|path)")
_TRAINED = frozenset("train trained training".split())
_TESTED = frozenset("test testing val".split())
#: A table that is cut in two, and rows that are cut off by where they stand.
_HALVES = re.compile(
    r"\b(\w{1,40}(?:\.iloc)?\[):[ ]?(\w{1,40})\](?:\.\w{1,20}\([^()\n]{0,40}\)){0,3}"
    r"(?:[\s,]{1,40}|\s{1,40}\w{1,40}[ ]?=[ ]?)\1\2[ ]?:\]"
)
#: The rows that a split gives to learn from and to test by, and what compares two tables by its name.
_SPLIT = re.compile(r"(?m)^[ \t]{0,40}(\w{1,40}), ?(\w{1,40})(?:, ?\w{1,40}){0,2} ?= ?train_test_split\(")
_COMPARED = re.compile(
    r"(?i)\b\w{0,40}(?:drift|psi|shift)\w{0,40}\(\s{0,40}(\w{1,40}),\s{1,40}(\w{1,40})\s{0,40}[,)]"
)
_SLICE = re.compile(r"\biloc\[[^\]\n:]{0,80}:")
#: Files that say what calls the functions that a platform runs.
_SET_UP = frozenset("serverless.yaml serverless.yml template.yaml template.yml".split())
#: The parameters of a function that a platform calls, such as AWS Lambda.
_EVENT = re.compile(r"\(\s*_{0,2}event\b[^,()]{0,80},\s*_{0,2}(?:context|ctx)\b")
#: What reads a table of a data base.
_BASES = frozenset("read_sql read_sql_query read_sql_table".split())
_READS = re.compile(r"(?i)(?:read|load|fetch|get|query|sample)(?:_|$)|execute$")


def reference_unset(found: Watched, modules: Iterable[ModuleSummary]) -> str:
    """Return the method that would give a comparison its reference, if no code calls it; else nothing.

    The comparison is a method of a class of the project, and the method is of the same class.
    """
    at = found.chain[-1][1]
    if len(at.route) < 2:
        return ""
    modules = [module for module in modules if is_run(module.path, module.role)]
    for module in modules:
        if module.path != at.file:
            continue
        own = [item for item in module.definitions if item.owner == at.route[0]]
        givers = [item for item in own if _gives(item.name)]
        if givers and not any(is_called(item, modules) for item in givers):
            return givers[0].name
    return ""


def by_platform(found: Watched, modules: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the function that a platform calls with an event, and that leads to a comparison; else nothing.

    The event may be a request, or that of a schedule, where no file of the checkout sets the platform up.
    Where only a script leads to the comparison that is known, such a function may lead to one of its own.
    """
    if any(path.endswith(".tf") or path.rpartition("/")[2] in _SET_UP for path in tree.files):
        return ""
    if found.level is Level.CALLED:
        apart = (m for m in modules if m.role == "source" and m.path != found.chain[-1][1].file)
        drifts = (m for m in apart if any("drift" in item.name.lower() for item in m.definitions))
        handlers = (item for m in drifts for item in m.definitions if _EVENT.search(" ".join(item.header)))
        return next((item.name for item in handlers), "")
    first = found.chain[0][1]
    if found.level is not Level.SERVED or first is None or not first.route:
        return ""
    own = (item for module in modules if module.path == first.file for item in module.definitions)
    called = (item for item in own if item.route == first.route)
    return next((item.name for item in called if _EVENT.search(" ".join(item.header))), "")


def made_up(found: Watched, modules: Iterable[ModuleSummary]) -> str:
    """Return a function that makes up what a comparison is given, if each that compares asks one."""
    at = found.chain[-1][1]
    if not at.route:
        return ""
    run = [module for module in modules if is_run(module.path, module.role)]
    makers = {item.name for module in run for item in module.definitions if _makes_up(item)}
    given = [
        sorted(makers & item.names)
        for module in run
        for item in module.definitions
        if at.route[-1] in item.names and item.kind != "class"
    ]
    return given[0][0] if given and all(given) else ""


def cut_from_one(found: Watched, modules: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the module that cuts both sides of a comparison from the same data.

    It writes them as files, by their names or by those of the same settings, or a script that someone
    starts hands on the two halves of one table. Or what leads to the comparison reads the files of a training
    and of its test, by their names, and the module writes them.
    """
    if found.level is Level.CALLED:
        for _, at in found.chain:
            text = text_of(tree, at.file) if at is not None else ""
            if at is not None and (_HALVES.search(text) or _compares_split(text)):
                return at.file
    compared = set(_FILE.findall(text_of(tree, found.chain[-1][1].file)))
    modules = [module for module in modules if is_run(module.path, module.role)]
    # What comes from a data base, no code cuts from the files.
    if any(module.path == found.chain[-1][1].file and module.mentions(_BASES) for module in modules):
        return ""
    keys = list(_keys_of(found, modules))
    parted = _reads_parts(found, modules)
    for module in modules if len(compared) > 1 or keys or parted else ():
        mentioned = module.mentioned
        if mentioned.isdisjoint(_WRITES) or not _cuts(module, tree):
            continue
        named = len(compared) > 1 and compared <= set(_FILE.findall(text_of(tree, module.path)))
        if named or any(given <= mentioned for given in keys) or (parted and _has_parts(mentioned)):
            return module.path
    return ""


def _compares_split(text: str) -> bool:
    """Tell whether code hands the two parts of a split to what it compares them by, one beside the other."""
    parts = set(_SPLIT.findall(text))
    return bool(parts) and any((one[1], one[2]) in parts for one in _COMPARED.finditer(text))


def _cuts(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a module cuts a table into parts: one that looks up a row by its place cuts none."""
    words = {name for name in module.mentioned if _CUT.fullmatch(name)}
    return bool(words) and (words != {"iloc"} or _SLICE.search(text_of(tree, module.path)) is not None)


def _reads_parts(found: Watched, modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a function that leads to the comparison names the files of a training and of its test."""
    way = {(at.file, at.route) for _, at in found.chain if at is not None and at.route}
    return any(
        _has_parts(item.names)
        for module in modules
        for item in module.definitions
        if (module.path, item.route) in way and item.kind != "class"
    )


def _has_parts(names: Iterable[str]) -> bool:
    """Tell whether names are of a file to learn from and of one to test by, and none is of one that comes."""
    told = [path_words(name) for name in names if _PART.fullmatch(name)]
    words = frozenset[str]().union(*(one for one in told if one.isdisjoint(_NO_ROWS)))
    return bool(words & _TRAINED and words & _TESTED) and words.isdisjoint(_COMING)


def _keys_of(found: Watched, modules: Iterable[ModuleSummary]) -> Iterator[frozenset[str]]:
    """Yield the names of settings for the files that each module which leads to the comparison compares.

    One of them says that it is the reference, and none that it comes anew.
    """
    files = {at.file for _, at in found.chain if at is not None}
    for module in modules:
        uses = (use for item in module.definitions for use in item.uses) if module.path in files else ()
        keys = {use[1:] for use in uses if use[0] == "'" and _KEY.fullmatch(use[1:])}
        keys = {key for key in keys if path_words(key).isdisjoint(_NO_ROWS)}
        words = frozenset[str]().union(*map(path_words, keys))
        if len(keys) > 1 and words & _GIVEN and words.isdisjoint(_COMING):
            yield frozenset(keys)


def kept_on_both_sides(
    found: Watched, modules: Iterable[ModuleSummary], tree: Tree
) -> tuple[str, str] | None:
    """Return two files that what leads to a comparison reads, where the repository keeps all that it reads.

    A name that says that a file is of production, or that it is new, stands for one that comes anew.
    """
    held = {path.rpartition("/")[2]: path for path in tree.files}
    named = {(at.file, at.route[-1]) for _, at in found.chain if at.route}
    read: set[str] = set()
    for module in modules:
        for item in module.definitions:
            if (module.path, item.name) in named:
                texts = (use[1:] for use in item.uses if use[0] in "'\"$/")
                read.update(text.rpartition("/")[2] for text in texts if text.endswith(".csv"))
    if len(read) != 2 or not read <= held.keys():
        return None
    if any(not _COMING.isdisjoint(path_words(name)) for name in read):
        return None
    first, second = sorted(read)
    return first, second


def may_compare(modules: Iterable[ModuleSummary]) -> str:
    """Return a function of the project that is named for drift and has two sides to compare; else nothing.

    Something calls it, and how it compares them is not known.
    """
    run = [module for module in modules if is_run(module.path, module.role)]
    for module in run:
        for item in module.definitions:
            first, *rest = item.name.lower().strip("_").split("_")
            named = "drift" in (first, *rest) and item.kind != "class" and first not in _INJECTS
            if not named or item.trivial:
                continue
            words = frozenset[str]().union(*map(path_words, item.names))
            if words & _BEFORE and words & _AFTER and is_called(item, run):
                return item.name
    return ""


def simulated(modules: Iterable[ModuleSummary]) -> str:
    """Return a function of the project that makes drift up, by its name: `inject_drift`; else nothing."""
    for module in modules:
        for item in module.definitions if is_run(module.path, module.role) else ():
            first, *rest = item.name.lower().strip("_").split("_")
            words = set(rest)
            if (first in _INJECTS and words & _DRIFTS) or (first == "simulate" and words & _SIMULATED):
                return item.name
    return ""


def _makes_up(item: Definition) -> bool:
    names = item.names
    return "random" in names and not names.isdisjoint(_DRAWS) and not any(map(_READS.match, names))


def _gives(name: str) -> bool:
    first, *rest = name.lower().strip("_").split("_")
    return first in _GIVES and not _GIVEN.isdisjoint(rest)


def is_called(giver: Definition, modules: Iterable[ModuleSummary]) -> bool:
    return any(
        giver.name in module.names
        or any(giver.name in item.names for item in module.definitions if item.route != giver.route)
        for module in modules
    )
