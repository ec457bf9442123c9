"""`check --paranoid`: an audit hook (PEP 578) that holds a run to what SECURITY.md promises.

It sees what Python code asks of the system, ours and that of every package in use: processes, connections,
files, and code that runs. What is not on the list is refused where it is asked for, and named. An extension
module that calls the system by itself is not seen.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from roadworthy.commands import console
from roadworthy.commands.allowed import above_tree, own_code
from roadworthy.core.replace import is_temporary
from roadworthy.core.write import lies_in
from roadworthy.projects.discover import ARCHIVES
from roadworthy.projects.roots import root_above
from roadworthy.tree.checkout import checkout_root

_PROCESSES = frozenset(
    "subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty pty.spawn os.startfile"
    " os.startfile/2 _winapi.CreateProcess".split()
)
_CONNECTIONS = tuple("socket. urllib. http. ftplib. imaplib. poplib. smtplib. nntplib. telnetlib.".split())
#: Events that change what is at their first argument.
_CHANGES = frozenset(
    "os.rename os.link os.symlink os.remove os.rmdir os.mkdir os.truncate os.chmod os.chown os.chflags"
    " os.utime os.setxattr os.removexattr".split()
)
#: Those that change what is at their second one, too.
_TWO_PATHS = frozenset(("os.rename", "os.link", "os.symlink"))
#: Where these events have the descriptor of the directory that a relative path starts from.
_DIRECTORIES: Mapping[str, tuple[int, ...]] = {
    "os.remove": (1,),
    "os.rmdir": (1,),
    "os.mkdir": (2,),
    "os.chmod": (2,),
    "os.chown": (3,),
    "os.utime": (3,),
    "os.rename": (2, 3),
    "os.link": (2, 3),
    "os.symlink": (2,),
}


class Breach(Exception):
    """Something that a run may not do, refused."""


class Watch:
    """What one run may do, and what it tried beyond that.

    `inputs` are files and directories other than Python's own that may be read, `outputs` files that may be
    written; where `git` is true, Git may be run, and may have a directory for temporary files.
    """

    def __init__(
        self, trees: Iterable[str], inputs: Iterable[str], outputs: Iterable[str], git: bool
    ) -> None:
        self.breaches: list[str] = []
        self._git = git
        self._trees = [os.path.realpath(tree) for tree in trees]
        self._checkouts = [top for tree in self._trees if (top := checkout_root(tree, None))]
        self._code = own_code()
        own = {os.path.realpath(entry or ".") for entry in sys.path} | set(self._code)
        self._readable = [*own, *self._trees, *map(os.path.realpath, inputs), os.path.realpath(os.devnull)]
        # Most files are of these, and are known without following links: no stranger made any there.
        self._own = tuple(os.path.join(directory, "") for directory in self._code)
        self._writable = {os.devnull}
        self._temporary = ""
        if git:
            import tempfile

            self._temporary = os.path.realpath(tempfile.gettempdir())
            self._readable.append(self._temporary)
        self.may_write(outputs)
        self.see_modules()

    def may_write(self, paths: Iterable[str]) -> None:
        """Allow to write further files."""
        for path in paths:
            self._writable |= {os.path.abspath(path), os.path.realpath(path)}

    def see_modules(self) -> None:
        """Judge the files that the loaded modules name: bytecode may name another than it is from."""
        for name, module in list(sys.modules.items()):
            if name == "__main__":  # the command itself, which a `.venv` in the tree may hold
                continue
            with suppress(Breach):
                self._judge_code(getattr(module, "__file__", None) or "")

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Judge an event; raises `Breach`."""
        if event == "open":
            self._judge_open(*arguments)
        elif event in ("os.listdir", "os.scandir", "sqlite3.connect"):
            path = "." if arguments[0] is None else arguments[0]
            if path != ":memory:":
                self._judge_read(path)
        elif event == "exec":
            self._judge_code(getattr(arguments[0], "co_filename", ""))
        elif event in ("import", "ctypes.dlopen"):
            # An extension module: the first gives its file second, the other first.
            self._judge_code(arguments[event == "import"] or "")
        elif event in _CHANGES:
            for number in range(1 + (event in _TWO_PATHS)):
                self._judge_change(event, arguments, number)
        elif event in _PROCESSES:
            self._judge_process(arguments)
        elif event.startswith(_CONNECTIONS):
            self._refuse(f"a connection: {event}")

    def _judge_open(self, path: Any, mode: object, flags: int) -> None:
        if isinstance(path, int):
            return
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            self._judge_write(path)
        # Of what is not there, nothing is read; and with the descriptor of a directory, of which the event
        # does not tell, a name means something else.
        elif os.path.isabs(path) or os.path.lexists(path):
            self._judge_read(path)

    def _judge_read(self, path: Any) -> None:
        if isinstance(path, int) or self._is_own(path):
            return
        real = os.path.realpath(os.fsdecode(path))
        # Settings may extend others of the same checkout.
        allowed = self._checkouts if real.endswith(".toml") else ()
        if not any(lies_in(real, directory) for directory in (*self._readable, *allowed)):
            self._refuse(f"a read outside: {os.fsdecode(path)}")

    def _judge_write(self, path: Any, action: str = "a write") -> None:
        name = os.fsdecode(path)
        found = {os.path.abspath(name), os.path.realpath(name)}
        if found & self._writable or any(self._temporary and lies_in(one, self._temporary) for one in found):
            return
        directory, last = os.path.split(os.path.realpath(name))
        if is_temporary(last) and any(os.path.dirname(output) == directory for output in self._writable):
            return
        self._refuse(f"{action}: {name}")

    def _judge_change(self, event: str, arguments: tuple[Any, ...], number: int) -> None:
        path = arguments[number]
        if isinstance(path, int):
            return
        # The target of a new link is only a name.
        if event == "os.symlink" and number == 0:
            return
        at = _DIRECTORIES.get(event, ())
        descriptor = arguments[at[min(number, len(at) - 1)]] if at else -1
        if isinstance(descriptor, int) and descriptor >= 0 and not os.path.isabs(path):
            # Only what deletes our own directories for Git works this way.
            if self._git:
                return
        elif event == "os.mkdir" and self._leads_to_output(os.fsdecode(path)):
            return
        self._judge_write(path, f"a write ({event})")

    def _leads_to_output(self, path: str) -> bool:
        real = os.path.realpath(path)
        return any(lies_in(output, real) for output in self._writable)

    def _judge_process(self, arguments: tuple[Any, ...]) -> None:
        program = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], (str, bytes)) else ""
        if not (self._git and os.path.basename(program) in ("git", "git.exe")):
            self._refuse(f"a process: {program or 'unnamed'}")

    def _judge_code(self, file: str) -> None:
        """Refuse code of the tree, unless that holds Python's own, as a checkout with a `.venv` does."""
        # Code that is made at run time has a name that is no path.
        if not isinstance(file, str) or file.startswith("<") or self._is_own(file):
            return
        if not (os.path.isabs(file) or os.path.lexists(file)):
            return
        real = os.path.realpath(file)
        if any(lies_in(real, tree) for tree in self._trees) and not any(lies_in(real, d) for d in self._code):
            self._refuse(f"code of the inspected tree: {file}")

    def _is_own(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith(self._own) and os.pardir not in path

    def _refuse(self, what: str) -> None:
        if what not in self.breaches:
            self.breaches.append(what)
        raise Breach(f"--paranoid refuses {what}")


def watch_over(paths: Iterable[str], named: Iterable[str], outputs: Iterable[str], git: bool) -> Watch:
    """Return the watch over a run on paths that reads also the `named` files, and writes the `outputs`."""
    trees: list[str] = []
    inputs = list(named)
    for path in paths:
        if os.path.isdir(path):
            trees += [path, root_above(path)]
        elif path.endswith(ARCHIVES):
            inputs.append(path)
        else:
            trees.append(root_above(os.path.dirname(path) or "."))
    for tree in trees:
        inputs += above_tree(os.path.realpath(tree), git)
    return Watch(trees, inputs, outputs, git)


def guarded(options: argparse.Namespace, run: Callable[[Watch], int]) -> int:
    """Return the exit code of a run that is watched: 3 where something was refused, which is named."""
    paths = [options.stdin_filename if path == "-" else path for path in options.paths or ["."]]
    outputs = [options.output_file, *(text.partition("=")[2] for text in options.report)]
    watch = watch_over(
        filter(None, paths),
        filter(None, [options.coverage]),
        filter(None, outputs),
        options.diff_base is not None,
    )
    code = 3
    try:
        with watched(watch):
            code = run(watch)
    except Exception:
        # What was refused is named below, and not what came of it.
        if not watch.breaches:
            raise
    for breach in watch.breaches:
        console.complain(f"--paranoid refused {breach}")
    return 3 if watch.breaches else code


_watching: list[Watch] = []
_hooked: list[bool] = []


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Hold what runs meanwhile to a watch; no bytecode is written."""
    # A hook cannot be taken away again: there is one for the process, which is idle most of the time.
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hook)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    _watching.append(watch)
    try:
        yield
    finally:
        _watching.remove(watch)
        watch.see_modules()
        sys.dont_write_bytecode = kept


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    for watch in _watching:
        watch.see(event, arguments)
