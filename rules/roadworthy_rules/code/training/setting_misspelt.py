import ast
from collections import Counter
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nearest, nodes_of, rule

#: What `torch.backends.cudnn` has; Python lets you set anything else on it.
_CUDNN = frozenset("allow_tf32 benchmark benchmark_limit deterministic enabled flags fp32_precision".split())
#: Variables of the environment that CUDA, Python and libraries read as they start.
_VARIABLES = frozenset(
    "CUBLAS_WORKSPACE_CONFIG CUDA_DEVICE_ORDER CUDA_LAUNCH_BLOCKING CUDA_VISIBLE_DEVICES MKL_NUM_THREADS"
    " OMP_NUM_THREADS PYTHONHASHSEED TF_CPP_MIN_LOG_LEVEL TF_DETERMINISTIC_OPS TOKENIZERS_PARALLELISM".split()
)
#: A name that is less like a setting is another one.
_LIKE = 0.88
#: A word of so many letters, or fewer, with a letter replaced is another word.
_SHORT = 3
#: What each of these settings is set on, or is itself.
_WORDS = ("cudnn", "environ", "require_grad")


@rule(
    Severity.WARNING,
    since="0.2",
    handwritten=True,
    where=lambda module: any(word in module.text for word in _WORDS),
)
def setting_misspelt(node: ast.Assign, module: Module) -> Iterator[Finding]:
    """The code sets a setting whose name is misspelt.

    Nothing fails: `torch.backends.cudnn.determinstic = True` adds an attribute that nothing reads, and
    `os.environ["CUDA_VISIBLE_DEVICE"] = "1"` leaves the GPUs as they were. Your runs are not repeatable, or
    they take a GPU that others use. Correct the name.

    The rule knows the settings of `torch.backends.cudnn`, some variables of the environment that CUDA, Python
    and libraries read, and `requires_grad` of the parameters of a network. It ignores names with another word
    in place of one of these: `MLX_NUM_THREADS` is of another library than `MKL_NUM_THREADS`.

    ```python bad
    import os

    import torch
    from torch.backends import cudnn

    os.environ["CUDA_VISIBLE_DEVICE"] = "1"
    os.environ["MLK_NUM_THREADS"] = "4"
    torch.backends.cudnn.determinstic = True
    cudnn.benchmarks = False

    def freeze(net):
        for parameter in net.parameters():
            parameter.require_grad = False
    ```
    ```python good
    import os

    import torch

    os.environ["CUDA_VISIBLE_DEVICES"] = "1"
    os.environ["CHURN_DEVICES"] = "1"
    os.environ["MLX_NUM_THREADS"] = "4"
    torch.backends.cudnn.deterministic = True

    class Layer:
        def __init__(self):
            self.require_grad = False

    def freeze(net):
        for parameter in net.parameters():
            parameter.requires_grad = False
    ```
    """
    for target in node.targets:
        match target:
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))):
                known, shown = _VARIABLES, "{}"
            case ast.Attribute(attr="require_grad", value=ast.Name(id=owner)) if _is_parameter(owner, module):
                yield Finding("`require_grad` is not a setting; `requires_grad` is", module.at(target))
                continue
            case ast.Attribute(value=owner, attr=name) if dotted(owner).rpartition(".")[2] == "cudnn":
                known, shown = _CUDNN, f"{dotted(owner)}.{{}}"
            case _:
                continue
        close = nearest(name, known, _LIKE) if name not in known else None
        if close and _is_slip(name, close):
            wrong, right = shown.format(name), shown.format(close)
            yield Finding(f"`{wrong}` is not a setting; `{right}` is", module.at(target))


def _is_slip(name: str, close: str) -> bool:
    """Tell whether a name differs from a close one by slips in its words, and has no other word in it.

    In a short word, a slip swaps letters, or adds or drops one: `MLK` is one of `MKL`, and `MLX` is none.
    """
    words, others = name.split("_"), close.split("_")
    return len(words) != len(others) or all(map(_is_slip_of_word, words, others))


def _is_slip_of_word(word: str, other: str) -> bool:
    letters, others = Counter(word), Counter(other)
    apart = (letters - others).total() + (others - letters).total()
    return apart < 2 or min(len(word), len(other)) > _SHORT


def _is_parameter(name: str, module: Module) -> bool:
    """Tell whether a name is that of a loop over the parameters of a network."""
    return any(
        isinstance(part, ast.Name) and part.id == name
        for loop in nodes_of(module, ast.For)
        if "parameters()" in ast.unparse(loop.iter)
        for part in ast.walk(loop.target)
    )
