import re
from collections.abc import Iterator
from typing import Any

from roadworthy import (
    Finding,
    Location,
    ModuleSummary,
    NotebookSummary,
    Severity,
    Tree,
    Unreadable,
    and_more,
    load_yaml,
    role_of,
    rule,
)

#: Files of settings, by their names, at the root or in a directory for them.
_FILES = re.compile(
    r"(?:(?:src/)?(?:configs?|conf|settings)/)?(?:[\w-]+[_-])?(?:config|configuration|hparams|params|settings)\.ya?ml"
)
#: What fills or checks settings by names that no code has: frameworks, and models of settings.
_ELSEWHERE = frozenset(
    "Box CLI ConfigBox DotMap Dynaconf EasyDict LightningCLI Munch OmegaConf SimpleNamespace __dict__ dacite"
    " from_dict globals hydra jsonargparse setattr".split()
)
_SIZE = 50_000
#: A finding needs this many settings that are read, for one that is not.
_READ = 3


@rule(Severity.NOTE, since="0.2")
def setting_unread(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A file of settings has a setting that no code reads.

    Users change `augment: true`, and nothing changes: two runs that should differ do not. Use the setting, or
    delete it.

    The rule compares the keys of files such as `config.yaml` and `configs/train_config.yaml` with the names
    and texts in the code. It stays silent about sections that no code reads a key of, because they are passed
    on as a whole, if few keys are read, and if a library such as Hydra fills objects with the settings.

    ```yaml config.yaml bad
    data:
      path: rows.csv
      clahe: true
    train:
      epochs: 10
      rate: 0.01
    ```
    ```python train.py bad
    import yaml

    with open("config.yaml") as file:
        config = yaml.safe_load(file)
    print(config["data"]["path"], config["train"]["epochs"], config["train"]["rate"])
    ```
    ```yaml config.yaml good
    data:
      path: rows.csv
    forest:
      max_depth: 7
    train:
      epochs: 10
      rate: 0.01
    ```
    ```python train.py good
    import yaml

    with open("config.yaml") as file:
        config = yaml.safe_load(file)
    print(config["data"]["path"], config["train"]["epochs"], config["train"]["rate"])
    make(**config["forest"])
    ```
    """
    paths = [
        path
        for path in sorted(tree.files)
        if _FILES.fullmatch(path) and role_of(path) not in ("test", "example")
    ]
    if not paths or any(module.mentions(_ELSEWHERE) for module in modules):
        return
    roots = {item.module.partition(".")[0] for module in modules for item in module.imports}
    if roots & _ELSEWHERE:
        return
    read = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        read |= module.mentioned
        for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
            read |= {use[1:] for use in uses if use.startswith("'")}
    for path in paths:
        if tree.exceeds(path, _SIZE):
            continue
        try:
            data = load_yaml(tree, path)
        except Unreadable:
            continue
        unread, known = _compared(data, read, ())
        if unread and known >= _READ * len(unread):
            names = [str(route[-1]) for route in unread]
            verb = "are" if len(names) > 1 else "is"
            places = [Location(path, route) for route in unread]
            yield Finding(
                f"{and_more(names, 3)} {verb} read by no code",
                places[0],
                related=tuple(places[1:10]),
            )


def _compared(
    data: Any, read: set[str], route: tuple[str | int, ...]
) -> tuple[list[tuple[str | int, ...]], int]:
    """Return the routes of settings that no code names, and how many settings code names."""
    if not isinstance(data, dict) or len(route) > 5:
        return [], 0
    unread: list[tuple[str | int, ...]] = []
    known = 0
    for key, value in data.items():
        if isinstance(value, dict):
            more, number = _compared(value, read, (*route, key))
            unread += more
            known += number
        elif isinstance(key, str) and key.isidentifier():
            known += key in read
            if key not in read:
                unread.append((*route, key))
    # What is passed on as a whole is read there.
    own = [one for one in unread if len(one) == len(route) + 1]
    if route and own and not any(key in read for key, value in data.items() if not isinstance(value, dict)):
        unread = [one for one in unread if one not in own]
    return unread, known
