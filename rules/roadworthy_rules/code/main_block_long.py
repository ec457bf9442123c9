import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules._main_block import is_main_block


@rule(Severity.NOTE, since="0.2", handwritten=True)
def main_block_long(module: Module, *, statements: int = 30) -> Iterator[Finding]:
    """The program stands in the block under `if __name__ == "__main__":`.

    No test and no other module can call that code, and its variables are global: functions read them by
    accident, and fail when they are imported. Move it into functions with parameters, and leave a call of
    `main()` in the block.

    The rule reports blocks with more than `statements` statements. It ignores tests, documentation and
    examples.

    ```toml bad
    [tool.roadworthy.rules.main-block-long]
    statements = 3
    ```
    ```python train.py bad
    def read(path):
        return open(path).readlines()

    if __name__ == "__main__":
        rows = read("rows.txt")
        total = 0
        for row in rows:
            total += len(row)
        print(total)
    ```
    ```toml good
    [tool.roadworthy.rules.main-block-long]
    statements = 3
    ```
    ```python train.py good
    def main():
        rows = open("rows.txt").readlines()
        total = 0
        for row in rows:
            total += len(row)
        print(total)

    if __name__ == "__main__":
        main()
    ```
    """
    if module.role != "source" or "__main__" not in module.text:
        return
    for block in module.tree.body:
        if isinstance(block, ast.If) and is_main_block(block):
            number = sum(isinstance(node, ast.stmt) for item in block.body for node in ast.walk(item))
            if number > statements:
                yield Finding(f"the main block holds {number} statements", module.at(block))
