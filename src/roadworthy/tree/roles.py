"""What a file is for, judged by its path and by whether a build ships it: by names and words, never parts."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.tree.placeholder import has_placeholder

#: What a file is for, judged by its path alone, so that a first-stage rule may ask; of a module, `notebook`
#: says that it is one, and is judged as one.
Role = Literal["source", "test", "documentation", "example", "configuration", "vendored", "notebook"]

_TEST_PARTS = frozenset({"test", "tests", "testing", "test_data", "testdata"})
_VENDORED_PARTS = frozenset(
    "_vendor 3rdparty bundled extern external externals subprojects submodules third_party thirdparty vendor"
    " vendored".split()
)
_DOCUMENTATION_PARTS = frozenset({"doc", "docs", "docsrc", "documentation"})
_EXAMPLE_PARTS = frozenset(
    "asv_bench bench benchmark benchmarks bin ci contrib demo demos dev devtools example examples hooks"
    " experiment experiments profiling samples script scripts tasks tools tutorial tutorials".split()
)
#: Those that hold what a project without a package runs.
_WORK_PARTS = frozenset("bin experiment experiments script scripts tasks tools tutorial tutorials".split())
#: How names of more such directories end.
_WORK_ENDS = ("_experiments", "_scripts", "_tutorials")
#: Directories at the root of what is kept and no longer used; one of these that is a package is in use.
_KEPT_PARTS = frozenset("archive archived attic deprecated discontinued legacy obsolete old unused".split())
#: Words of notebooks, or of directories of notebooks, that are read and not worked with.
_TEACHING = frozenset(
    "howto lecture lectures lesson lessons quickstart slides tutorial tutorials walkthrough workshop"
    " workshops".split()
)
#: What directories are called at any depth that hold what was only tried.
_SCRATCH = re.compile(
    r"scratch_?pads?|scratches|scratch_(?:code|files?|notebooks?|scripts?|stuff|work)|throwaways?"
)
#: What directories are called at any depth that hold the same, and nothing else ...
_KEPT_NAME = re.compile(
    r"backups?|bak|(?:backups?|bak|old)_(?:before|from|of|pre)_\w+|trash|graveyard|to_?(?:be_?)?del(?:eted?)?|\w+_(?:backup|bak|deprecated|old|unused)"
    r"|(?:archived?|legacy)_(?:code|experiments?|notebooks?|scans?|scripts?|src|stuff|versions?)"
    r"|(?:discontinued|obsolete)_\w+|no_longer_used"
    r"|old_(?:code|configs?|experiments?|files?|models?|notebooks?|scripts?|src|stuff|tests?|utils?|versions?)"
)
#: ... and files beside the one that took their place: `main_old.py`, `train_backup2.py`, `fit (copy).py`.
_KEPT_FILE = re.compile(
    r"(.+?)(?:[ _-]\(?|\()(?:backup|bak|bkp|copy|deprecated|old|orig|unused)\)?[ _-]?\d*\.(py|ipynb)"
)
#: Directories at the root that are named for what they hold: `docs_src`, `typing-examples`.
_EXAMPLE_START = ("demo_", "doc_", "docs_", "example_", "examples_", "sample_")
_CONFIGURATION = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py", "conf.py", "dodo.py"})
#: Words of a list of requirements that only who develops the project installs.
_DEVELOPMENT = frozenset(
    "build builds ci circleci dev devel develop developer developers development devtools doc docs doctest"
    " documentation lint linter linters linting pylint pytest test testing tests unittest unittests".split()
)
_DECLARING = frozenset(("pipfile", "pixi.toml", "pyproject.toml", "setup.cfg", "setup.py"))
#: Directories of Weights & Biases and of MLflow.
_RUN_PARTS = frozenset(("mlruns", "wandb"))
#: How words of lists of requirements begin.
_LISTS = ("constraint", "depend", "require")
_TEMPLATE_PARTS = frozenset({"template", "templates", "app_template", "project_template"})
#: What Jupyter, Colab, Kaggle and file managers call a copy of a notebook, in whatever language.
_COPY = re.compile(
    r"Copy(?:_| )of[_ ](.+)|(.*)-Copy\d*|(.*) \(\d+\)"
    r"|(?:(.+?)(?: -)? |(.+)_)?(?:[Cc]opy|Kopie|[Cc]opie|[Cc]opia) ?\d*"
)
#: Where a word ends though no punctuation says so: `requirementsDev`, `requirementsdev`.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=requirements)(?=[a-z])")
_BETWEEN = re.compile(r"[\W_]+")
#: Files of which a build may make modules.
_COMPILED = (".c", ".cc", ".cpp", ".cu", ".f90", ".pyx", ".rs", ".proto", ".so", ".pyd", ".ui")


def path_words(path: str) -> frozenset[str]:
    """Return the words of a path in lower case: what stands between punctuation, or humps of camel case."""
    return frozenset(word for word in _BETWEEN.split(_HUMP.sub(" ", path).lower()) if word)


def is_run(path: str, role: Role) -> bool:
    """Tell whether a service may run a file: it is source, or in a directory of scripts beside a package."""
    return role == "source" or (role == "example" and _is_work(path))


def _is_work(path: str) -> bool:
    """Tell whether a file lies in a directory that holds what a project without a package runs."""
    top = path.partition("/")[0]
    return top in _WORK_PARTS or top.replace("-", "_").endswith(_WORK_ENDS)


def copied_from(path: str) -> str | None:
    """Return the path that a notebook with the name of a copy was copied from; None for any other name."""
    folder, slash, name = path.rpartition("/")
    stem = name.removesuffix(".ipynb")
    match = _COPY.fullmatch(stem) if stem != name else None
    return match and f"{folder}{slash}{next(filter(None, match.groups()), '')}.ipynb"


def is_for_development(path: str) -> bool:
    """Tell whether a list of requirements is for who develops the project, by the words of its path."""
    return not path_words(path).isdisjoint(_DEVELOPMENT)


def is_declaring(path: str) -> bool:
    """Tell whether a file is one that declares or locks what a project needs, whichever tool reads it.

    What trackers store with a run says what was installed on one machine.
    """
    if not _RUN_PARTS.isdisjoint(path.split("/")[:-1]):
        return False
    name = path.rpartition("/")[2].lower()
    if name in _DECLARING or name.endswith(".lock") or re.fullmatch(r"pylock.*\.toml|meta\.ya?ml", name):
        return True
    if name.endswith((".txt", ".in", ".pip")):
        return any(word.startswith(_LISTS) for word in path_words(name))
    return name.endswith((".yml", ".yaml")) and any(
        word in ("env", "envs") or word.startswith(("conda", "environment")) for word in path_words(name)
    )


def is_template(path: str, files: Container[str]) -> bool:
    """Tell whether a file is a part of a scaffold, from which a project is made that is not there yet.

    Its path has a placeholder, or lies below a directory of Cookiecutter's, or below one that is called
    `templates` and is no package of Python: `files` are the paths of the whole tree.
    """
    if has_placeholder(path):
        return True
    parents = path.split("/")[:-1]
    return any(
        "cookiecutter" in path_words(name)
        or (name in _TEMPLATE_PARTS and "/".join([*parents[:depth], name, "__init__.py"]) not in files)
        for depth, name in enumerate(parents)
    )


def is_teaching(path: str) -> bool:
    """Tell whether a notebook shows or teaches something, by the words of its path: a lecture, a tutorial."""
    return path.endswith(".ipynb") and not path_words(path).isdisjoint(_TEACHING)


def kept_in(path: str, folders: Container[str], files: Container[str]) -> str | None:
    """Return the outermost directory of old or scratch code that a file is in, or the file: an old version.

    `folders` are the packages of the tree: one of these is in use, unless its name says that it is not. None
    where a file is neither.
    """
    *parents, name = path.split("/")
    for depth, part in enumerate(parents, 1):
        part, folder = _spelled(part), "/".join(parents[:depth])
        if _KEPT_NAME.fullmatch(part) and not (folder in folders and _backs_up(folder, folders)):
            return folder
        if (part in _KEPT_PARTS or _SCRATCH.fullmatch(part)) and folder not in folders:
            return folder
    match = _KEPT_FILE.fullmatch(name)
    return path if match and "/".join([*parents, f"{match[1]}.{match[2]}"]) in files else None


def is_scratch(folder: str) -> bool:
    """Tell whether a directory holds what someone only tried, by its name: `scratchpads`."""
    return _SCRATCH.fullmatch(_spelled(folder.rpartition("/")[2])) is not None


def _spelled(name: str) -> str:
    """Return the name of a directory as the patterns here spell it."""
    return name.lower().replace("-", "_").replace(" ", "_")


def _backs_up(package: str, folders: Container[str]) -> bool:
    """Tell whether a package makes backups: it is named for them, and is no copy of the one beside it."""
    stem = package.lower().removesuffix("s").removesuffix("backup")
    return len(stem) < len(package) - 1 and package[: len(stem)].rstrip("-_") not in folders


def is_compiled(path: str) -> bool:
    """Tell whether a build may make a module of a file, or it is one that a build made."""
    return path.endswith(_COMPILED)


def role_of(path: str) -> Role:
    """Return what the file at `path` is for."""
    *parents, name = path.split("/")
    parts = frozenset(parents)
    if (
        name == "conftest.py"
        or parts & _TEST_PARTS
        or parents[:1] in (["t"], ["fixtures"])
        or any(map(_is_tests, parents))
    ):
        return "test"
    if name.startswith("test_") or name.endswith(("_test.py", "_tests.py")) or name == "tests.py":
        return "test"
    if parts & _VENDORED_PARTS:
        return "vendored"
    if parts & _DOCUMENTATION_PARTS:
        return "documentation"
    if parents and (parents[0] in _EXAMPLE_PARTS | _KEPT_PARTS or _is_example(parents[0])):
        return "example"
    if (parents and name.startswith("example_")) or is_teaching(path):
        return "example"
    hidden = any(part.startswith(".") for part in parents)
    # Below the root, `tasks.py` holds those of Celery.
    depth = 1 if name == "tasks.py" else 2
    return "configuration" if hidden or (name in _CONFIGURATION and len(parents) < depth) else "source"


def _is_tests(part: str) -> bool:
    """Tell whether a directory is named for tests of a kind: `tests_e2e`, `integration_tests`."""
    part = part.replace("-", "_")
    return part.startswith("tests_") or part.endswith("_tests")


def _is_example(part: str) -> bool:
    part = part.replace("-", "_")
    return part.startswith(_EXAMPLE_START) or part.endswith(("_examples", *_WORK_ENDS))


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of the files of one project, by their paths; `shipped` files are source.

    Where nothing is shipped, these are the notebooks in directories of documentation that no site shows.

    `package` are all files that the package ships; None where there is none, or it is unknown. With
    `loose`, nothing is shipped, and what lies in directories of scripts is what the project is there for.
    `folders` are the directories that hold an `__init__.py`, `copies` are notebooks whose original
    is there, and code of others with a licence of its own. `kept` is old code that no build ships, by what
    `kept_in` says of it.
    """

    shipped: frozenset[str] = field(default=frozenset(), repr=False)
    package: frozenset[str] | None = field(default=None, repr=False)
    loose: bool = False
    folders: frozenset[str] = field(default=frozenset(), repr=False)
    copies: frozenset[str] = field(default=frozenset(), repr=False)
    kept: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    def of(self, path: str) -> Role:
        """Return what the file at `path` is for."""
        if path in self.shipped:
            return "source"
        if path in self.copies:
            return "vendored"
        role = role_of(path)
        if role == "example" and self.loose:
            top = path.partition("/")[0]
            used = _is_work(path) or (top in _KEPT_PARTS and top in self.folders)
            role = "source" if used else role
        return "example" if role == "source" and path in self.kept else role

    def is_work(self, path: str) -> bool:
        """Tell whether a file in a directory of scripts is what a project without a package is there for."""
        return self.loose and role_of(path) == "example" and self.of(path) == "source"

    def in_package(self, path: str) -> bool:
        """Tell whether a file is code of the package; all are where there is none."""
        return self.package is None or path in self.package

    def is_aside(self, path: str) -> bool:
        """Tell whether a file is outside the package: beside a package that ships others, or without any."""
        beside = self.loose if self.package is None else path not in self.package
        return beside and self.of(path) == "source"

    def may_be_notebook(self, path: str) -> bool:
        """Tell whether a script in cells is a notebook: not where it is tested, copied, or in a package."""
        inside = path.rpartition("/")[0] in self.folders or (
            self.package is not None and path in self.package
        )
        return not inside and self.of(path) not in ("test", "vendored")
