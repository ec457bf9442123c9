"""Git, run on a repository of which nothing is believed: its objects are read, its settings are not.

A repository's config can name programs: `core.fsmonitor`, `diff.external`, `textconv`, filters, hooks,
transports (git-config(1)). So Git is given a directory of ours in the place of `.git`, with copies of what
names commits and a config of ours; of the repository it sees the object store alone. Only commands that read
objects are run, none that looks at the work tree, the index or the attributes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.tree.opening import open_regular

#: What stands beside `refs/` and names commits.
_HEADS = re.compile(r"[A-Z_]*HEAD")
#: Two slashes lead to another machine on Windows.
_ELSEWHERE = re.compile(rb"^[\\/]{2}", re.MULTILINE)
#: Bytes of a file that names one commit, or another name.
_NAME_SIZE = 4096
_SHA256 = re.compile(rb"^[^\S\n]*+objectformat\s*+=\s*\"?sha256", re.IGNORECASE | re.MULTILINE)
_REFTABLE = re.compile(rb"^[^\S\n]*+refstorage\s*+=\s*\"?reftable", re.IGNORECASE | re.MULTILINE)


class GitError(Exception):
    """What was asked for cannot be had: the message tells why, for a person."""


@dataclass(frozen=True, slots=True)
class Git:
    """A program, the directory that it takes for the repository, and the repository's objects."""

    program: str
    home: str
    objects: str
    shallow: bool
    #: The name of the hash that the objects go by.
    hash: str

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what a command prints; raises `GitError` where it fails, or goes beyond a limit."""
        try:
            code, output = _output([self.program, *arguments], self.home, self._environment(), given)
        except (OSError, ValueError) as error:
            raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None
        if code:
            raise GitError(f"`git {arguments[0]}` failed")
        return output

    def _environment(self) -> dict[str, str]:
        """Return the whole environment: what else a hook, a shell or a CI sets must not lead elsewhere."""
        kept = {
            name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ
        }
        return kept | {
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_DIR": self.home,
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OBJECT_DIRECTORY": self.objects,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "HOME": self.home,
            "LC_ALL": "C",
        }


@contextmanager
def opened(directory: str, avoid: str) -> Iterator[Git]:
    """Give Git for the repository whose `.git` is `directory`.

    A program below `avoid`, the tree under inspection, is never run. Raises `GitError` where there is no Git,
    or no repository.
    """
    program = shutil.which("git")
    if program is None or not os.path.isabs(program) or _lies_in(program, avoid):
        raise GitError("git is not installed")
    common = _common(directory)
    with tempfile.TemporaryDirectory(prefix="roadworthy-") as home:
        settings = _bytes(os.path.join(common, "config"))
        sha256, reftable = _SHA256.search(settings), _REFTABLE.search(settings)
        lines = ["[core]", f"repositoryformatversion = {int(bool(sha256 or reftable))}", "bare = true"]
        lines += ["[extensions]"] if sha256 or reftable else []
        lines += ["objectFormat = sha256"] if sha256 else []
        lines += ["refStorage = reftable"] if reftable else []
        _write(os.path.join(home, "config"), "\n".join([*lines, ""]).encode())
        try:
            _copy_names(directory, common, home)
        except OSError as error:
            raise GitError(f"the repository cannot be read: {error.strerror or error}") from None
        shallow = os.path.exists(os.path.join(home, "shallow"))
        objects = os.path.abspath(os.path.join(common, "objects"))
        if _ELSEWHERE.search(_bytes(os.path.join(objects, "info", "alternates"))):
            raise GitError("objects of the repository are on another machine")
        yield Git(program, home, objects, shallow, "sha256" if sha256 else "sha1")


def _lies_in(program: str, directory: str) -> bool:
    inside, outer = os.path.realpath(program), os.path.realpath(directory)
    return inside.startswith(outer.rstrip(os.sep) + os.sep)


def _common(directory: str) -> str:
    """Return the directory that a linked work tree shares with the others (gitrepository-layout(5))."""
    named = _bytes(os.path.join(directory, "commondir")).strip()
    if not named or b"\0" in named or _ELSEWHERE.match(named):
        return directory
    return os.path.join(directory, os.fsdecode(named))


def _copy_names(directory: str, common: str, home: str) -> None:
    """Copy what names commits; links among it are left out, for no one makes them today."""
    for folder in {common: None, directory: None}:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        for name in names:
            if _HEADS.fullmatch(name) or name in ("packed-refs", "shallow"):
                _write(os.path.join(home, name), _bytes(os.path.join(folder, name)))
    left = limits.GIT_NAMES
    for top, size in (("refs", _NAME_SIZE), ("reftable", limits.GIT_OUTPUT)):
        os.makedirs(os.path.join(home, top), exist_ok=True)
        if os.path.islink(os.path.join(common, top)):
            continue
        for parent, folders, files in os.walk(os.path.join(common, top)):
            target = os.path.join(home, os.path.relpath(parent, common))
            os.makedirs(target, exist_ok=True)
            left -= len(folders) + len(files)
            if left < 0:
                raise GitError(
                    f"there are more than {limits.GIT_NAMES} names of commits: run `git pack-refs`"
                )
            for name in files:
                _write(os.path.join(target, name), _bytes(os.path.join(parent, name), size))


def _bytes(path: str, limit: int = limits.GIT_OUTPUT) -> bytes:
    """Return a regular file's bytes; nothing where there is none, or it is over the limit."""
    try:
        with open_regular(path) as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError):
        return b""
    return data if len(data) <= limit else b""


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(data)


def _output(
    command: list[str], directory: str, environment: dict[str, str], given: bytes
) -> tuple[int, bytes]:
    """Run a command, fed from a file so that neither side waits for the other."""
    with tempfile.TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=directory,
            env=environment,
        )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.GIT_SECONDS, stop)
    timer.start()
    try:
        assert process.stdout is not None
        with process.stdout as stream:
            output = stream.read(limits.GIT_OUTPUT + 1)
        if len(output) > limits.GIT_OUTPUT:
            process.kill()
    except BaseException:
        # What ends this run does not wait for Git.
        process.kill()
        raise
    finally:
        timer.cancel()
        code = process.wait()
    if late.is_set():
        raise GitError(f"`git {command[1]}` took more than {limits.GIT_SECONDS} seconds")
    if len(output) > limits.GIT_OUTPUT:
        raise GitError(f"`git {command[1]}` said more than {limits.GIT_OUTPUT // 1024 // 1024} MiB")
    return code, output
