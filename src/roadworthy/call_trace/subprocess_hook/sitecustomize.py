"""Records in the Python processes that tests start; then gives way to the `sitecustomize` that it hides.

Python imports it at its start, from PYTHONPATH, and whatever Python it is: nothing here is newer than 3.6.
"""

import os
import sys

if False:  # pragma: no cover
    from typing import Any


def _give_way() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != here]
    sys.modules.pop("sitecustomize", None)
    try:  # noqa: SIM105
        __import__("sitecustomize")
    except ImportError:
        pass


def _load(folder: str, name: str) -> "Any":
    from importlib.machinery import SourceFileLoader

    above = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    module = type(sys)("roadworthy_" + name)
    module.__file__ = os.path.join(above, folder, name + ".py")
    SourceFileLoader(module.__name__, module.__file__).exec_module(module)
    return module


def _record() -> None:
    directory, root = os.environ.get("ROADWORTHY_RECORD"), os.environ.get("ROADWORTHY_ROOT")
    if directory and root and sys.version_info >= (3, 11) and os.path.isdir(directory):
        recorder = _load("call_trace", "tracer").Recorder(root)
        replace_file = _load("core", "replace").replace_file
        _load("call_trace", "subprocesses").begin(recorder, directory, replace_file)


try:  # noqa: SIM105
    _record()
except Exception:
    # A test may compare what the process prints: that it is not recorded is no reason to break it.
    pass
_give_way()
