"""The fact `ModelName`: names in the code that stand for a model of one version."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module, dotted
from roadworthy.tree.roles import is_run

#: Words of the names of models.
_NAME = frozenset(
    "artifact checkpoint classifier clf estimator model pipeline predictor registry regressor run runid"
    " uri weights".split()
)
#: A folder or file of a version, an identifier of a run, a version of a registry, or a day.
_FIXED = re.compile(
    r"(?:.*/)?v\d+(?:[._]\d+)*(?:/.*)?|(?:.*/)?\d+[._]\d+[._]\d+/.*|.*[_-]v\d+(?:[._]\d+)*\.[a-z]\w*"
    r"|(?:.*[/=])?[0-9a-f]{32}(?:/.*)?|models:/[^/]+/\d+"
    r"|https?://(?:tfhub\.dev|(?:www\.)?kaggle\.com/models)/[^?]*/\d+(?:\?.*)?"
    r"|.*[/_-]\d{4}-?[01]\d-?[0-3]\d(?:[T_./-].*)?|arn:aws:sagemaker:.*:model-package/[^/]+/\d+",
    re.DOTALL,
)
#: A version or a day in the name of a file, and nowhere else: another file may take the name.
_FILE = re.compile(
    r"[^/]{0,100}[_-](?:v\d{1,9}(?:[._]\d{1,9}){0,4}|\d{4}-?[01]\d-?[0-3]\d[\w-]{0,30})\.[A-Za-z]\w{0,10}"
)
#: A version in the name of a folder that code joins to the one above it.
_FOLDER = re.compile(r"[\w-]{1,100}[_-]v\d{1,9}")
_INTERFACE = re.compile(r"(?:https?|grpc)://[^/]+/(?:api/)?v\d+(?:/[a-z_-]*)*")
_SIZE = 300
_ARGUMENTS = 5
#: How settings name a run, and what stands for one.
_RUN = "RUN_ID"
_A_RUN = "0" * 32
#: What reads the run from the environment, and where a model of a run lies.
_READS_RUN = re.compile(r"\b(?:getenv|environ)\b[^\n]{0,60}RUN_ID\b")
_OF_RUN = re.compile(r"runs:/|/artifacts(?:/|$)")


@dataclass(frozen=True, slots=True)
class ModelName:
    """A name that is given a literal text with a version, such as `MODEL_PATH = "models/v3/model.pkl"`.

    `of_file` tells that only the name of a file holds it, as in `"models/model_v3.pkl"`, or that of a folder
    that is not a version by itself, as in `models / "forest_v3"`.
    """

    name: str
    text: str
    at: Location
    of_file: bool = False


@fact(where=lambda module: is_run(module.path, module.role))
def model_name(node: ast.Assign | ast.AnnAssign, module: Module) -> ModelName | None:
    """Keep names of models whose text has a version in a path; nothing loads a bare version."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if len(targets) != 1 or node.value is None:
        return None
    name = dotted(targets[0]).rpartition(".")[2]
    if _NAME.isdisjoint(name.lower().split("_")) and not isinstance(node.value, ast.JoinedStr):
        return None
    for text in _texts(node.value, module):
        if len(text) > _SIZE:
            continue
        above, _, last = text.rpartition("/")
        of_file = _FILE.fullmatch(last) is not None and not _FIXED.fullmatch(f"{above}/")
        located = "/" in text or "run" in name.lower() or of_file
        if isinstance(node.value, ast.BinOp) and _FOLDER.fullmatch(text):
            return ModelName(name, text, module.at(node), of_file=True)
        # `/v1/models` of an address is the version of an interface.
        if located and _FIXED.fullmatch(text) and not _INTERFACE.fullmatch(text):
            return ModelName(name, text, module.at(node), of_file)
    return None


def _texts(value: ast.expr, module: Module) -> Iterator[str]:
    """Yield the literal texts that a path is made of: `"a/v1"`, `ROOT / "a/v1"`, `ROOT.joinpath("a/v1")`.

    A run that the settings or the environment name, as in `f"runs:/{RUN_ID}/model"`, stands for one run.
    """
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            yield from _texts(left, module)
            yield from _texts(right, module)
        case ast.Call(args=arguments):
            for argument in arguments[:_ARGUMENTS]:
                yield from _texts(argument, module)
        case ast.JoinedStr(values=parts):
            named = [dotted(part.value) for part in parts if isinstance(part, ast.FormattedValue)]
            if any(name.rpartition(".")[2] == _RUN or _is_set_run(name, parts, module) for name in named):
                yield f"/{_A_RUN}/"


def _is_set_run(name: str, parts: Sequence[ast.expr], module: Module) -> bool:
    """Tell whether a name is of a run that settings or the environment give, and a text is of its model."""
    owner, _, last = name.rpartition(".")
    if not last.lower().endswith("run_id"):
        return False
    around = "".join(
        part.value for part in parts if isinstance(part, ast.Constant) and type(part.value) is str
    )
    given = owner.lower() in ("config", "settings") or _READS_RUN.search(module.text) is not None
    return given and _OF_RUN.search(around) is not None
