"""What a module does when it is imported: reads data, trains, makes directories, calls a service."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from roadworthy import dotted, last_name, nodes_of
from roadworthy_rules._hosts import is_migration

if TYPE_CHECKING:
    from roadworthy import Module

#: Methods and functions that read data, train, or call a service, by the last part of their name.
_WORK = frozenset(
    "fit read_csv read_excel read_json read_parquet read_sql read_pickle genfromtxt loadtxt load_dataset"
    " urlopen urlretrieve from_pretrained".split()
)
#: Methods that read the arguments of a program: an import gives none.
_ARGUMENTS = frozenset(("parse_args", "parse_known_args"))
_HINT = re.compile(
    r"\b(?:mkdir|makedirs|parse_args|parse_known_args|\w+Config|set_\w+|fit|read_\w+|genfromtxt|loadtxt|load_dataset|urlopen|urlretrieve|open|load|get|post|input|show|dump"
    r"|from_pretrained|load_model|download|SentenceTransformer)\("
)
#: One of these is in what that matches; to look for texts takes a fraction of the time.
_HINTS = tuple(
    "mkdir( makedirs( _args( Config( set_ fit( read_ genfromtxt( loadtxt( load_dataset( urlopen( urlretrieve("
    " open( load( get( post( input( show( dump( from_pretrained( load_model( download("
    " SentenceTransformer(".split()
)
_CALLS = frozenset(
    "open joblib.load pickle.load torch.load np.load numpy.load requests.get requests.post httpx.get"
    " httpx.post input plt.show torch.hub.load joblib.dump pickle.dump os.mkdir os.makedirs"
    " logging.config.dictConfig logging.config.fileConfig mlflow.set_tracking_uri"
    " mlflow.set_experiment wandb.init wandb.login huggingface_hub.login"
    " SentenceTransformer spacy.load nltk.download whisper.load_model keras.models.load_model"
    " tf.keras.models.load_model tensorflow.keras.models.load_model".split()
)
_CONFIGURES = frozenset(("dictConfig", "fileConfig"))
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LASTS = _WORK | _ARGUMENTS | _CONFIGURES | {"mkdir", *(name.rpartition(".")[2] for name in _CALLS)}


def work_in(module: Module) -> dict[str, ast.Call]:
    """Return the calls of a module's top level that work, by name; none for a page that Streamlit runs."""
    if not any(hint in module.text for hint in _HINTS) or is_migration(module):
        return {}
    # Few modules have such a call at all: only there is it worth looking at what else a statement names.
    calls = (call for call in nodes_of(module, ast.Call) if last_name(call.func) in _LASTS)
    worked = any(dotted(call.func) in _CALLS or _is_work(call, module) for call in calls)
    if not worked or not _HINT.search(module.text):
        return {}
    beside, found = {"__file__", "files", "resource_filename"}, dict[str, ast.Call]()
    for statement in top_level(module.tree.body):
        nodes = list(ast.walk(statement))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        if beside & names:
            beside |= {
                target.id for target in getattr(statement, "targets", ()) if isinstance(target, ast.Name)
            }
            continue
        for call in calls_in(statement):
            name = dotted(call.func)
            if name in _CALLS or _is_work(call, module):
                found.setdefault(name or ast.unparse(call.func)[-40:], call)
    imports = (
        alias.name for item in module.tree.body if isinstance(item, ast.Import) for alias in item.names
    )
    return found if "streamlit" not in imports else {}


def is_script(module: Module, settings: Container[str] = ()) -> bool:
    """Tell whether a module is only ever started: it defines nothing, and does more than bind names.

    Calls of `settings` are what a module that is imported has as well.
    """
    if any(isinstance(statement, _DEFINITIONS) for statement in module.tree.body):
        return False
    return any(
        isinstance(statement, (ast.For, ast.While, ast.With))
        or (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and dotted(statement.value.func) not in settings
        )
        for statement in module.tree.body
    )


def _is_work(call: ast.Call, module: Module) -> bool:
    """Tell whether a method or function works, by its name: `fit` on data, and `mkdir` of a path."""
    if not isinstance(call.func, ast.Attribute):
        return (
            isinstance(call.func, ast.Name)
            and call.func.id in _CONFIGURES
            and "logging.config" in module.text
        )
    name = call.func.attr
    if name == "mkdir":
        return "pathlib" in module.text
    if name in _ARGUMENTS:
        # A script that defines nothing is only ever started.
        return any(isinstance(statement, _DEFINITIONS) for statement in module.tree.body)
    if name == "fit":
        return bool(call.args or call.keywords) and not _is_imported_class(call.func.value, module)
    return name in _WORK


def _is_imported_class(node: ast.expr, module: Module) -> bool:
    """Tell whether an expression is a class that the module imports: `Panel.fit` makes a panel."""
    if not isinstance(node, ast.Name) or not node.id[:1].isupper():
        return False
    found = (alias for item in module.tree.body if isinstance(item, ast.ImportFrom) for alias in item.names)
    return any(node.id == (alias.asname or alias.name) for alias in found)


def top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the simple statements that an import runs; what only runs as a script is left out."""
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.If(test=test) if "__name__" in ast.unparse(test) or "TYPE_CHECKING" in ast.unparse(test):
                continue
            case ast.If(test=test) if _is_switch(test):
                continue
            case ast.If() | ast.For() | ast.While() | ast.With() | ast.Try():
                for item in getattr(statement, "items", ()):
                    yield ast.Expr(item.context_expr)
                for name in ("body", "orelse", "finalbody"):
                    yield from top_level(getattr(statement, name, []))
            case _:
                yield statement


def _is_switch(test: ast.expr) -> bool:
    """Tell whether a condition is a setting: whether an import runs what follows is not known here."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
        if isinstance(test, ast.Name):
            return False
    match test:
        case ast.Name() | ast.BoolOp(values=[ast.Name(), *_]):
            return True
        case ast.Compare(left=ast.Attribute() as left, comparators=[ast.Constant()]):
            return dotted(left).replace(".", "").isidentifier()
    return False


def calls_in(statement: ast.stmt) -> Iterator[ast.Call]:
    """Yield the calls of a statement, without those of functions in it."""
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, (ast.Lambda, ast.FunctionDef)):
            pending.extend(ast.iter_child_nodes(node))
