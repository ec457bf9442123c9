import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Repository,
    Severity,
    Span,
    Tree,
    and_more,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.repository._readmes import SIZE, clones_several, code_in, markdown_readme
from roadworthy_rules.repository._shared import tracked_files

#: A script of the project that Python starts, and what follows it on the line.
_RUN = re.compile(r"(?:^|[;&|$>\s])python3?[ \t]++(?:\./)?([\w./-]++(?<=\.py))((?:\\\r?\n|[^\n;&|#>])*+)")
_OPTION = re.compile(r"(?<![^\s\[(])(--[a-zA-Z][\w-]*+)")
#: What reads arguments by rules that the code need not spell out.
_OTHERS = frozenset(
    "absl cappa cleo cli click cyclopts defopt docopt fire gin hydra jsonargparse lightning mmcv mmengine"
    " configargparse plac pytorch_lightning simple_parsing sacred tap transformers typer tyro".split()
)
_OPEN = frozenset(
    "argv flags getopt import_module importlib optparse orig_argv parse_known_args"
    " parse_known_intermixed_args runpy".split()
)


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """The options that texts of a module name; `made` where it puts the name of one together."""

    path: str
    names: frozenset[str]
    made: bool


@rule(Severity.WARNING, since="0.3")
def readme_option_unknown(
    repository: Repository,
    modules: tuple[ModuleSummary, ...],
    options: tuple[ScriptOptions, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """A command in the README gives a script an option that it does not have.

    A script that parses its arguments stops with `unrecognized arguments`. One that reads none ignores the
    option and does what it always does, with other data or settings than the reader asked for. Correct the
    command, or add the option.

    The rule follows `python script.py --option` in code of a README of Markdown. It reports an option that no
    module of the project names, if the script parses its arguments by `argparse`, or if neither the script
    nor the project's modules that it imports read any. It stays silent about scripts that use another library
    for it, that take arguments they do not know, or that load other modules by their names.

    ```git bad
    tracked = ["README.md", "src/train.py", "src/track.py"]
    ```
    ```text README.md bad
    Train with `python src/train.py --epochs 3 --learning-rate 0.1`.

    Track with `python src/track.py --sequence 01`.
    ```
    ```python src/train.py bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    print(parser.parse_args().epochs)
    ```
    ```python src/track.py bad
    sequence = "02"

    if __name__ == "__main__":
        print(sequence)
    ```
    ```git good
    tracked = ["README.md", "src/train.py", "src/track.py"]
    ```
    ```text README.md good
    Train with `python src/train.py --epochs 3 --learning 0.1`.

    Track with `python src/track.py --sequence 01`.
    ```
    ```python src/train.py good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--learning-rate", type=float)
    print(parser.parse_args().epochs)
    ```
    ```python src/track.py good
    import sys

    print(sys.argv[1:])
    ```
    """
    path = markdown_readme(repository, tree)
    if path is None:
        return
    tracked_files(repository)  # raises where Git cannot tell what is in the project
    text = tree.text(path, SIZE, strict=False)
    if "--" not in text or clones_several(text):
        return
    known = frozenset(name for item in options for name in item.names)
    made = {item.path for item in options if item.made}
    by_path = {module.path: module for module in modules}
    by_name = _by_name(modules)
    closed: dict[str, bool] = {}
    found: dict[tuple[str, str], Location] = {}
    for written, start in code_in(text):
        for command in _RUN.finditer(written):
            script = _script(command[1], by_path)
            given = [(one[1], one.start()) for one in _OPTION.finditer(command[2])]
            if script is None or not given:
                continue
            if script.path not in closed:
                closed[script.path] = _is_closed(_reached(script, by_name), script, made)
            if not closed[script.path]:
                continue
            for option, place in given:
                # `argparse` takes the beginning of a name for it.
                if option != "--help" and not any(name.startswith(option) for name in known):
                    line = text.count("\n", 0, start + command.start(2) + place) + 1
                    at = Location(path, span=Span(line, 1, line, 1))
                    found.setdefault((script.path, option), at)
    for name in dict.fromkeys(script for script, _ in found):
        unknown = [option for script, option in found if script == name]
        places = [at for (script, _), at in found.items() if script == name]
        yield Finding(f"`{name}` has no option {and_more(unknown, 3)}", places[0], related=tuple(places[1:]))


def _script(written: str, by_path: dict[str, ModuleSummary]) -> ModuleSummary | None:
    """Return the script that a command starts, from the root of the project or another directory."""
    path = normpath(written)
    if path in by_path:
        return by_path[path]
    found = [module for name, module in by_path.items() if name.endswith(f"/{path}")]
    return found[0] if len(found) == 1 else None


def _is_closed(reached: list[ModuleSummary], script: ModuleSummary, made: set[str]) -> bool:
    """Tell whether all options of a script are spelled out in what it reaches, or it has none."""
    if any(
        module.libraries & _OTHERS or module.mentioned & _OPEN or module.path in made for module in reached
    ):
        return False
    parses = any("argparse" in module.libraries for module in reached)
    return not parses or "parse_args" in script.mentioned


def _by_name(modules: tuple[ModuleSummary, ...]) -> dict[str, list[ModuleSummary]]:
    """Return the modules of the project by the last part of their names."""
    found: dict[str, list[ModuleSummary]] = {}
    for module in modules:
        stem = module.path.removesuffix(".py").removesuffix("/__init__")
        found.setdefault(stem.rpartition("/")[2], []).append(module)
    return found


def _reached(script: ModuleSummary, by_name: Mapping[str, list[ModuleSummary]]) -> list[ModuleSummary]:
    """Return a script and each module of the project that one of its imports may mean."""
    found = {script.path: script}
    waiting = [script]
    while waiting:
        for item in waiting.pop().imports:
            for name in {*item.module.split("."), item.name or ""}:
                for module in by_name.get(name, ()):
                    if module.path not in found:
                        found[module.path] = module
                        waiting.append(module)
    return list(found.values())


@fact
def script_options(module: Module) -> tuple[ScriptOptions, ...]:
    """Look for the texts of a module that are names of options."""
    if "--" not in module.text:
        return ()
    names: set[str] = set()
    made = False
    for node in nodes_of(module, ast.Constant, ast.JoinedStr):
        match node:
            case ast.Constant(value=str(text)) if text.startswith("--"):
                made = made or text == "--"
                names |= {text} if " " not in text else {*_OPTION.findall(text)}
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
                made = made or text.startswith("-")
    return (ScriptOptions(module.path, frozenset(names), made),) if names or made else ()
