"""What the rules on caught exceptions ask of a `try` and its handlers."""

import ast


def is_import(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to import, and to note that it worked."""
    return isinstance(body[0], (ast.Import, ast.ImportFrom)) and all(
        isinstance(item, (ast.Import, ast.ImportFrom, ast.Assign)) for item in body
    )


def is_nothing(statement: ast.stmt) -> bool:
    """Tell whether a statement leaves no trace of what was caught: pass, continue, or a constant result."""
    match statement:
        case ast.Pass() | ast.Continue() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant()) | ast.Assign(value=ast.Constant()):
            return True
    return False
