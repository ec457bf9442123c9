import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, nodes_of, rule


@rule(Severity.NOTE, since="0.2", handwritten=True)
def argument_dropped(module: Module) -> Iterator[Finding]:
    """A program ignores arguments that it does not know.

    `--epoch 90` instead of `--epochs 90` is accepted and changes nothing: a run of hours uses the default.
    Call `parse_args()`, which reports what it does not know.

    The rule reports calls of `parse_known_args` whose second result the code drops. It ignores calls with
    arguments, notebooks, and modules with several parsers, which share the command line.

    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    args, _ = parser.parse_known_args()
    print(args.epochs)
    ```
    ```python good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    args, rest = parser.parse_known_args()
    print(args.epochs, rest)
    ```
    """
    if module.role != "source" or "parse_known_args()" not in module.text or module.has_cells:
        return
    # Another parser, or another program, may read the others.
    if module.text.count("ArgumentParser(") != 1 or "sys.argv" in module.text:
        return
    words = module.text
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[_, ast.Name(id=name)])],
                value=ast.Call(func=ast.Attribute(attr="parse_known_args"), args=[], keywords=[]),
            ) if name.startswith("_") or words.count(name) == 1:
                yield Finding("arguments that the parser does not know are ignored", module.at(node))
            case ast.Assign(
                value=ast.Subscript(
                    value=ast.Call(func=ast.Attribute(attr="parse_known_args"), args=[], keywords=[]),
                    slice=ast.Constant(value=0),
                )
            ):
                yield Finding("arguments that the parser does not know are ignored", module.at(node))
