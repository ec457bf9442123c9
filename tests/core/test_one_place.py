"""What changes a disk, prints, or starts a program stands in one place each, where it can be looked at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Calls that change files, by the last parts of their names.
CHANGES = {
    *(
        "os.replace",
        "os.rename",
        "os.renames",
        "os.remove",
        "os.unlink",
        "os.rmdir",
        "os.removedirs",
        "os.mkdir",
    ),
    *(
        "os.makedirs",
        "os.link",
        "os.symlink",
        "os.truncate",
        "os.ftruncate",
        "os.write",
        "os.chmod",
        "os.chown",
    ),
    *("os.mkfifo", "os.utime", "os.fchmod", "os.fchown", "os.pwrite", "os.writev", "os.sendfile"),
    *("shutil.rmtree", "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"),
    *("tempfile.mkdtemp", "tempfile.mkstemp", "tempfile.NamedTemporaryFile", "tempfile.TemporaryFile"),
    *("tempfile.TemporaryDirectory", "write_text", "write_bytes", "hardlink_to", "symlink_to", "touch"),
}
#: Who else may, and why.
WRITERS = {
    "core/replace.py": "a new file in the place of an old one",
    "core/write.py": "whatever else a path may lead to",
    "core/store.py": "makes the directory of the cache, and removes its entries",
    "git/objects.py": "copies of what names commits, in a directory of its own that no one else can open",
    "call_trace/plugin.py": "makes and removes the directory for what subprocesses saw",
    "commands/console.py": "opens the null device in the place of a closed stream",
}
PRINTERS = {"commands/console.py": "the one place", "call_trace/plugin.py": "by pytest's own reporter"}
PROGRAMS = {"git/objects.py": "Git, for --diff-base"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for base in (ROOT / "src" / "roadworthy", ROOT / "rules" / "roadworthy_rules"):
        for path in sorted(base.rglob("*.py")):
            # What `roadworthy.testing` does, it does in the tests of those who call it.
            if "testing" not in path.relative_to(base).parts[:1]:
                yield path.relative_to(base).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with its name as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def writes(name: str, call: ast.Call) -> bool:
    """Tell whether a call changes files, or opens one to do so."""
    parts = name.split(".")
    if {".".join(parts[-2:]), parts[-1] if len(parts) > 1 else ""} & CHANGES:
        return True
    if parts[-1] not in ("open", "fdopen"):
        return False
    if name == "os.open":
        return any("WR" in ast.unparse(argument) for argument in call.args[1:])
    # A method has its mode first; of a builtin, whatever is not plainly for reading counts.
    modes = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
    if name == "open":
        return any(not _is_mode(mode, "rbt") for mode in modes[1:])
    return any(_is_mode(mode, "wax+brt") and not _is_mode(mode, "rbt") for mode in modes)


def _is_mode(node: ast.expr, letters: str) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and set(node.value) <= set(letters)


def prints(name: str, call: ast.Call) -> bool:
    return name == "print" or name.startswith(
        ("sys.stdout", "sys.stderr", "sys.__stdout__", "traceback.print")
    )


def starts(name: str, call: ast.Call) -> bool:
    last = name.rpartition(".")[2]
    return name.startswith(("subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "multiprocessing.")) or (
        name in ("os.system", "os.popen", "os.fork") or last in ("Popen", "run_module", "run_path")
    )


@pytest.mark.parametrize(("judge", "allowed"), [(writes, WRITERS), (prints, PRINTERS), (starts, PROGRAMS)])
def test_it_stands_in_one_place(judge: object, allowed: dict[str, str]) -> None:
    assert callable(judge)
    found: dict[str, list[str]] = {}
    for path, tree in sources():
        for name, call in calls(tree):
            if judge(name, call):
                found.setdefault(path, []).append(f"{call.lineno}: {ast.unparse(call)}")
    assert {path: lines for path, lines in found.items() if path not in allowed} == {}
    # An exception that is not needed is one too many.
    assert set(allowed) - set(found) <= {"call_trace/plugin.py"}


@pytest.mark.parametrize(
    ("code", "judge"),
    [
        ("open(path, 'w')", writes),
        ("open(path, mode=how)", writes),
        ("path.open('ab')", writes),
        ("os.open(path, os.O_WRONLY)", writes),
        ("Path(x).write_text('')", writes),
        ("os.replace(a, b)", writes),
        ("print(1)", prints),
        ("sys.stdout.write('')", prints),
        ("sys.stderr.buffer.write(b'')", prints),
        ("subprocess.run([])", starts),
        ("os.execv('', [])", starts),
    ],
)
def test_it_would_be_seen(code: str, judge: object) -> None:
    assert callable(judge)
    assert any(judge(name, call) for name, call in calls(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["open(path)", "open(path, 'rb')", "text.replace('a', 'b')", "tree.open(path)"]
)
def test_reading_is_no_writing(code: str) -> None:
    assert not any(writes(name, call) for name, call in calls(ast.parse(code)))
