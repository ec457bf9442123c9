"""Scripts of the project that a pipeline runs: shell files, and Python files that run others."""

from __future__ import annotations

import ast
import shlex
from fnmatch import fnmatchcase

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.python_tasks import named, python_tasks
from roadworthy.facts.ci.runners.recipe import LINES, MANY, ROOT, Line, Recipe, inside, line_at
from roadworthy.facts.ci.verbs import Verb, Words
from roadworthy.facts.ci.whereabouts import with_folder
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

_SHEBANG = re.compile(r"#![^\n]*")
#: Bytes of one script.
_SIZE = 500_000
_RUNS = frozenset(
    "subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen"
    " os.system os.popen"
    " run call check_call check_output Popen system sh.run run_command run_cmd local c.run os.execvp"
    " os.execv execvp".split()
)
_TESTS = frozenset(
    "pytest.main unittest.main nose.main nose.run nose2.main nose2.discover pytest.console_main test.main"
    " main_test"
    " unittest.TextTestRunner xmlrunner.XMLTestRunner TextTestRunner XMLTestRunner testtools.run.main"
    " HTMLTestRunner HtmlTestRunner.HTMLTestRunner pytest_main absltest.main tf.test.main run_module_suite"
    " unittest.TestLoader doctest.testmod doctest.testfile call_command_test coverage.Coverage_tests".split()
)
_WORD = re.compile(r"\b(?:pytest|unittest|nosetests|py\.test|tox|nox)\b")
#: Programs that pipelines download before they run them.
_DOWNLOADED = tuple(
    """codecov* cc-test-reporter* kubectl helm docker-compose* miniconda* mambaforge* miniforge* install*
    *-install.sh *_install.sh get-pip.py get-poetry.py hadolint shellcheck terraform jfrog jf argocd kind
    minikube cosign syft grype trivy deepsource coveralls* activate activate.* conda.sh .bashrc bashrc
    .profile profile nvm.sh .env* env.sh setvars.sh test-reporter* uploader* bazel* actionlint""".split()
)


def script_recipe(
    tree: Tree, path: str, cwd: str, *, errexit: bool = False, arguments: Words = ()
) -> Recipe | None:
    """Return the commands of a shell script of the project; None where the path is no script's at all.

    `"$@"` in it stands for the arguments that it is called with.
    """
    full = project_script(tree, path, cwd)
    if full is None:
        return None
    try:
        text = tree.text(full, _SIZE, strict=False)
    except Blocked as blocked:
        return Recipe(missing=f"`{full}` cannot be read: {blocked.reason}")
    shebang = _SHEBANG.match(text)
    if shebang and ("python" in shebang[0] or "uv run" in shebang[0]):
        return python_recipe(tree, full, "")
    if shebang and not re.search(r"sh\b", shebang[0]):
        return Recipe(missing=f"`{full}` is not a shell script")
    text = with_folder(text, full)
    strict = errexit or bool(shebang and re.search(r"\s-\w*e", shebang[0]))
    for all_of_them in ('"$@"', "$@", '"$*"', "$*") if arguments else ():
        text = text.replace(all_of_them, shlex.join(arguments))
    return Recipe((Line(line_at(full, 1), text, errexit=strict),))


def project_script(tree: Tree, path: str, cwd: str) -> str | None:
    """Return which file of the project the path of a script names; None where it names none."""
    full = inside(cwd, path)
    if full not in tree.files and path.lstrip("./") in tree.files:
        full = path.lstrip("./")
    if path.startswith("/") and not path.startswith(f"{ROOT}/"):
        # In an image, the project is copied somewhere: `/app/bin/start.sh`.
        parts = path.strip("/").split("/")
        full = next((one for n in range(1, len(parts)) if (one := "/".join(parts[n:])) in tree.files), full)
    if path.startswith("$") and "/" in path and full not in tree.files:
        # `$PROJECT_ROOT/bin/start.sh`
        below = path.partition("/")[2]
        full = next((one for one in (inside(cwd, below), below) if one in tree.files), full)
    return full if full in tree.files else None


def is_downloaded(path: str) -> bool:
    """Tell whether a path is called like a tool that pipelines download, or sets an environment up."""
    name = path.rpartition("/")[2].lower()[:100]
    return any(fnmatchcase(name, pattern) for pattern in _DOWNLOADED)


def python_recipe(tree: Tree, path: str, cwd: str) -> Recipe:
    """Return what a Python file runs when it is started: tests, or other programs by literal commands."""
    full = inside(cwd, path)
    if full not in tree.files:
        for name in ("__main__.py", "__init__.py"):
            if inside(cwd, f"{path}/{name}") in tree.files:
                full = inside(cwd, f"{path}/{name}")
                break
        else:
            return Recipe(missing=f"`{path}` is not in the project")
    if not full.endswith(".py") and tree.files[full] > _SIZE:
        return Recipe(missing=f"`{full}` is too large")
    return tree.once(full, _started)


def _started(files: Files, full: str) -> Recipe:
    found = python_tasks(files, full)
    if isinstance(found, str):
        return Recipe(missing=f"`{full}` cannot be read: {found}")
    lines: list[Line] = []
    computed = False
    acts = []
    for node in ast.walk(found.tree):
        if not isinstance(node, ast.Call):
            continue
        name = named(node.func)
        at = line_at(full, node.lineno)
        if name in _TESTS or name.endswith((".TextTestRunner", ".run_tests")):
            acts.append((Verb.TESTS, name, "", at))
        elif name in _RUNS and node.args:
            words = _literal(node.args[0])
            if words is None:
                computed = True
            elif isinstance(words, str):
                lines.append(Line(at, words, errexit=False))
            elif words:
                lines.append(Line(at, words=words))
    if not acts and _is_test_name(full) and _asserts(found.tree):
        acts.append((Verb.TESTS, full, "", line_at(full, 1)))
    missing = ""
    if computed and not acts and _WORD.search(files.text(full)):
        missing = f"the commands of `{full}` are computed"
    missing = MANY if len(lines) > LINES else missing
    return Recipe(tuple(lines[:LINES]), missing, tuple(dict.fromkeys(acts)))


def entry_recipe(tree: Tree, target: str) -> Recipe:
    """Return what an entry point (`package.module:function`) runs, as far as its module says."""
    module, _, _ = target.partition(":")
    path = module.replace(".", "/")
    for base in ("", "src/"):
        for end in (".py", "/__init__.py"):
            if f"{base}{path}{end}" in tree.files:
                return python_recipe(tree, f"{base}{path}{end}", "")
    return Recipe()


def module_recipe(tree: Tree, module: str, cwd: str) -> Recipe | None:
    """Return what `python -m package` runs, where the package is the project's; else None."""
    path = module.replace(".", "/")
    for base in ("", "src/"):
        for end in (".py", "/__main__.py"):
            if inside(cwd, f"{base}{path}{end}") in tree.files:
                return python_recipe(tree, f"{base}{path}{end}", cwd)
    return None


def _is_test_name(path: str) -> bool:
    """Tell whether a file is called like tests, or lies among them."""
    *folders, name = path.lower().removesuffix(".py").split("/")
    return bool({"test", "tests"} & {*folders, *re.split(r"[_-]", name), name.removeprefix("run")})


def _asserts(tree: ast.Module) -> bool:
    """Tell whether a file tests something itself: it asserts, or calls what it defines at its top."""
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr.startswith("assert"))
        for node in ast.walk(tree)
    )


def _literal(node: ast.expr) -> Words | str | None:
    """Return a command as words or as a text; None where it is computed."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else "$value" for p in node.values]
        return "".join(map(str, parts))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        return None if isinstance(node.func.value, ast.Call) else _literal(node.func.value)
    if isinstance(node, ast.BinOp):
        # Sums nest to the left, as deep as they are long.
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            node = node.left
        left = None if isinstance(node, ast.BinOp) else _literal(node)
        return left if isinstance(left, tuple) and left else None
    if isinstance(node, (ast.List, ast.Tuple)):
        words: list[str] = []
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                words.append(item.value)
            elif named(item) == "sys.executable":
                words.append("python")
            else:
                words.append("$value")
        return None if words[:1] == ["$value"] else tuple(words)
    return None
