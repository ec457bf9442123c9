import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, is_run, nodes_of, path_words, rule

#: What a function measures that is named so.
_SCORES = frozenset(
    "accuracy auc bertscore bleu cider clip dice f1 fid iou map mape meteor metric metrics mse perplexity"
    " precision psnr r2 recall rmse rouge score scores similarity ssim wer".split()
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def score_hides_failure(module: Module) -> Iterator[Finding]:
    """A score is zero where its computation fails.

    A missing package, a wrong shape or a typo looks like a bad model, and a mean over runs takes the zero
    for a result. Let the exception stop the evaluation, or return `float("nan")` for what cannot be measured.

    The rule looks at functions whose name says what they measure, and that catch all exceptions and return
    zero, or a table of zeros. It reports a module once.

    ```python metrics.py bad
    def compute_bleu(predicted, wanted, scorer, log):
        try:
            return scorer.compute(predictions=predicted, references=wanted)["bleu"]
        except Exception as error:
            log.error("cannot compute: %s", error)
            return 0.0
    ```
    ```python metrics.py good
    def compute_auc(wanted, predicted, score):
        try:
            return score(wanted, predicted)
        except ValueError:
            return 0.5

    def compute_bleu(predicted, wanted, scorer):
        return scorer.compute(predictions=predicted, references=wanted)["bleu"]
    ```
    """
    if not is_run(module.path, module.role) or "except" not in module.text:
        return
    found = [
        (function, handler)
        for function in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)
        if path_words(function.name) & _SCORES
        for handler in _failing(function)
    ]
    if found:
        (function, first), *others = found
        more = f" ({counted(len(found), 'place')})" if others else ""
        related = tuple(module.at(handler) for _, handler in others)
        yield Finding(f"`{function.name}` returns zero if it fails{more}", module.at(first), related=related)


def _failing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers of all exceptions in a function that return zero."""
    for statement in ast.walk(function):
        if not isinstance(statement, ast.Try):
            continue
        for handler in statement.handlers:
            caught = handler.type
            everything = caught is None or (isinstance(caught, ast.Name) and caught.id in _ALL)
            end = handler.body[-1]
            if everything and isinstance(end, ast.Return) and end.value is not None and _is_zero(end.value):
                yield handler


_ALL = ("BaseException", "Exception")


def _is_zero(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return bool(value.values) and all(map(_is_zero, value.values))
    if isinstance(value, ast.DictComp):
        return _is_zero(value.value)
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(_is_zero, value.elts))
    return isinstance(value, ast.Constant) and type(value.value) in (int, float) and value.value == 0
