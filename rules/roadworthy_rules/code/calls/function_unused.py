from collections.abc import Iterable, Iterator

from roadworthy import (
    DeadFunction,
    Finding,
    Location,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    Tree,
    and_more,
    counted,
    rule,
)

#: By one of these, any function may be called by a name that is made as the program runs.
_UNSEEN = frozenset("Fire globals import_module importlib exec eval locals __import__".split())
#: Libraries that call functions by names in settings.
_BY_NAME = frozenset("fire gin hydra mmcv mmengine detectron2 celery invoke fabric kedro".split())
#: What a tool or a runtime calls by its name.
_HOOKS = frozenset("main setup register run app application create_app handler lambda_handler".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def function_unused(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
    dead: tuple[DeadFunction, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """A function is never used.

    Readers take it for a part of the experiment, and change it with the rest. Delete it: the Git history
    keeps it.

    The rule reports functions of five lines or more whose name no other part of the project mentions, once
    a project. It ignores libraries, methods, functions with decorators, names that a text mentions, modules
    of which nothing is used by its name, since a program may load them, and projects that may call
    functions by names which they make, as `globals()` and Hydra do. In an application with tests, it
    reports methods and short functions as well, if they are public and some module imports theirs, and
    methods that each class below theirs overrides, if no code makes an object of theirs. So it does class
    methods whose name code calls only of other classes. It also reports modules which only define
    functions, and which no code imports and no text names, if the project starts a program and loads no
    modules by names which it makes.

    ```python train.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row:
                kept.append(row)
        return kept

    def draw(rows):
        kept = []
        for row in rows:
            if row:
                kept.append(2 * row)
        return kept

    if __name__ == "__main__":
        print(clean([1, 2]))
    ```
    ```toml bad
    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/demo/run.py bad
    from demo.model import fit

    print(fit([1]))
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```toml good
    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/demo/__init__.py good
    def fit(rows):
        return rows

    def setup_platform(host):
        return host.start(fit)
    ```
    ```python tests/test_model.py good
    from demo import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```python train.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row:
                kept.append(row)
        return kept

    def draw(rows):
        kept = []
        for row in rows:
            if row:
                kept.append(2 * row)
        return kept

    if __name__ == "__main__":
        print(clean([1, 2]), draw([1, 2]))
    ```
    ```python launch/robot.launch.py good
    def generate_launch_description():
        actions = []
        for name in ("camera", "wheels"):
            if name:
                actions.append(name)
        return actions
    ```
    """
    if profile.name == "library":
        return
    # What could not be parsed may call any of them.
    known = {module.path for module in modules}
    unread = any(path.endswith(".py") and path not in known for path in tree.files)
    found = {} if unread else dict(_never_named(modules, notebooks))
    found |= {function.at: str(function.at.route[-1]) for function in dead}
    if found:
        names, places = list(found.values()), list(found)
        verb = "is" if len(found) == 1 else "are"
        number = "" if len(found) < 4 else f"{counted(len(found), 'function')} are never used: "
        listing = and_more(names, 5)
        message = f"{number}{listing}" if number else f"{listing} {verb} never used"
        yield Finding(message, places[0], related=tuple(places[1:11]))


def _never_named(
    modules: Iterable[ModuleSummary], notebooks: Iterable[NotebookSummary]
) -> Iterator[tuple[Location, str]]:
    """Yield place and name of the functions that no part of a program names but themselves."""
    sources = [module for module in modules if module.role == "source"]
    # Without a program, what uses the functions lies elsewhere.
    if not any(module.main_uses for module in sources):
        return
    if any(item.module.partition(".")[0] in _BY_NAME for module in modules for item in module.imports):
        return
    used = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        used |= module.names - module.bound
        used |= set(module.exports or ())
        for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
            if uses & _UNSEEN:
                return
            used |= {use[1:] for use in uses if use.startswith("'")}
        for item in module.definitions:
            used |= item.names - {item.name}
    # A notebook may import a function only to try it.
    tried = {part for notebook in notebooks for name, _ in notebook.imports for part in name.split(".")}
    for module in sources:
        if module.path.removesuffix(".py").rpartition("/")[2] in tried:
            continue
        if not module.main_uses and all(item.name not in used for item in module.definitions):
            continue
        for item in module.definitions:
            if item.kind != "function" or item.decorators or not item.digest or item.name in used | _HOOKS:
                continue
            if not item.name.startswith(("__", "test", "pytest_")):
                yield Location(module.path, item.route, item.span), item.name
