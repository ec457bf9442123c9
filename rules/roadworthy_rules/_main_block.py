"""The block of a module that runs only where the module is started itself."""

import ast


def is_main_block(statement: ast.AST) -> bool:
    """Tell whether a statement is `if __name__ == "__main__":`, however it is written."""
    return isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test)
