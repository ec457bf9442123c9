"""`--paranoid`: what a run may not do is refused, named, and ends in exit code 3, whatever tried it."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from roadworthy.commands.paranoid import Breach, Watch, watch_over, watched
from tests.cli.conftest import GOOD, Run

PACK = """\
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

from roadworthy import Finding, Module, Pyproject, Severity, hookimpl, rule

{rules}

@hookimpl
def roadworthy_rules() -> list:
    return [{names}]
"""
RULE = '''
@rule(Severity.NOTE, since="1.0")
def mischief_{name}(pyproject: Pyproject) -> Iterator[Finding]:
    """A rule that does what no rule may."""
    {code}
    yield from ()

'''
#: What a rule does, and what is said of it; `{out}` is a directory outside, `{tree}` the tree.
MISCHIEF = {
    "system": ('os.system("true")', "a process: true"),
    "popen": ('subprocess.run(["/bin/true"])', "a process: /bin/true"),
    "fork": ("os.fork() or os._exit(0)", "a process: unnamed"),
    "git": ('subprocess.run(["/usr/bin/git", "version"])', "a process: /usr/bin/git"),
    "swallowed": (
        'try:\n        os.system("false")\n    except BaseException:\n        pass',
        "a process: false",
    ),
    "connect": ('socket.create_connection(("localhost", 9))', "a connection: socket.getaddrinfo"),
    "socket": ("socket.socket()", "a connection: socket.__new__"),
    "read": ('open("{out}/secret").read()', "a read outside: {out}/secret"),
    "read_by_link": ('open("{tree}/link").read()', "a read outside: {tree}/link"),
    "read_low": ('os.open(b"{out}/secret", os.O_RDONLY)', "a read outside: {out}/secret"),
    "list": ('os.listdir("{out}")', "a read outside: {out}"),
    "write": ('open("{tree}/new", "w")', "a write: {tree}/new"),
    "append": ('os.open("{tree}/pyproject.toml", os.O_WRONLY)', "a write: {tree}/pyproject.toml"),
    "delete": ('os.unlink("{tree}/pyproject.toml")', "a write (os.remove): {tree}/pyproject.toml"),
    "move": ('os.rename("{tree}/pyproject.toml", "{tree}/a")', "a write (os.rename): {tree}/pyproject.toml"),
    "directory": ('os.mkdir("{tree}/directory")', "a write (os.mkdir): {tree}/directory"),
    "link": ('os.symlink("pyproject.toml", "{tree}/new")', "a write (os.symlink): {tree}/new"),
    "mode": ('os.chmod("{tree}/pyproject.toml", 0)', "a write (os.chmod): {tree}/pyproject.toml"),
    "import": (
        'sys.path.insert(0, "{tree}/src")\n    import demo',
        "code of the inspected tree: {tree}/src/demo/__init__.py",
    ),
    "exec": (
        'exec(compile("1", "{tree}/src/demo/other.py", "exec"))',
        "code of the inspected tree: {tree}/src/demo/other.py",
    ),
}

posix = pytest.mark.skipif(os.name != "posix", reason="paths and processes as POSIX has them")


def install(directory: Path, rules: dict[str, str]) -> None:
    """Make a pack that is found on a path, without installing it."""
    text = "".join(RULE.format(name=name, code=code) for name, code in rules.items())
    names = ", ".join(f"mischief_{name}" for name in rules)
    (directory / "roadworthy_evil.py").write_text(PACK.format(rules=text, names=names))
    info = directory / "evil-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[roadworthy]\nevil = roadworthy_evil\n")


@posix
def test_each_mischief_of_a_pack_is_refused_and_named(
    run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree, out = tmp_path, tmp_path_factory.mktemp("out")
    (tree / "src" / "demo").mkdir(parents=True)
    (tree / "src" / "demo" / "__init__.py").write_text(f"open({str(out / 'canary')!r}, 'w')\n")
    (tree / "pyproject.toml").write_text(GOOD)
    (out / "secret").write_text("secret")
    (tree / "link").symlink_to(out / "secret")
    pack = tmp_path_factory.mktemp("pack")
    places = {"out": str(out), "tree": str(tree)}
    install(pack, {name: code.format(**places) for name, (code, _) in MISCHIEF.items()})
    before = sorted(path.name for path in tree.rglob("*"))
    done = run("check", "--select", "evil", cwd=tree, PYTHONPATH=str(pack))
    assert done.returncode == 3
    said = done.stderr.splitlines()
    expected = {f"roadworthy: --paranoid refused {text.format(**places)}" for _, text in MISCHIEF.values()}
    assert set(said) == expected
    assert len(said) == len(set(said))
    assert sorted(path.name for path in tree.rglob("*")) == before
    assert (tree / "pyproject.toml").stat().st_mode & 0o777
    assert sorted(os.listdir(out)) == ["secret"]


@posix
def test_without_it_nothing_is_refused(
    run: Run, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pack = tmp_path_factory.mktemp("pack")
    install(pack, {"process": 'os.system("true")'})
    done = run("check", "--select", "evil", cwd=project, PYTHONPATH=str(pack), paranoid=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["tomli", "sitecustomize", "yaml"])
def test_a_module_of_the_tree_is_not_run_in_the_place_of_another(run: Run, project: Path, name: str) -> None:
    canary = project / "canary"
    # Python itself runs `sitecustomize`, before any command.
    written = "" if name == "sitecustomize" else f"open({str(canary)!r}, 'w')\n"
    (project / f"{name}.py").write_text(written)
    (project / ".github" / "workflows").mkdir(parents=True)
    (project / ".github" / "workflows" / "ci.yml").write_text("on: push\n")
    done = run("check", cwd=project, PYTHONPATH=str(project))
    assert done.returncode == 3
    assert done.stderr == f"roadworthy: --paranoid refused code of the inspected tree: {project / name}.py\n"
    assert not canary.exists()


def test_a_pack_of_the_tree_does_not_vouch_for_itself(run: Run, project: Path) -> None:
    install(project, {"nothing": "pass"})
    done = run("check", cwd=project, PYTHONPATH=str(project))
    assert done.returncode == 3
    assert "code of the inspected tree: " in done.stderr
    assert "roadworthy_evil.py" in done.stderr


def test_what_a_run_is_asked_for_is_not_refused(run: Run, project: Path) -> None:
    module = project / "src" / "demo" / "model.py"
    module.write_text("import os\n\n\ndef one():\n    return 1\n")
    (project / "coverage.json").write_text("{}")
    (project / "out").mkdir()
    arguments = (
        "check --unsafe-fixes --report json=out/a.json --output-file out/b.txt --coverage coverage.json"
    )
    done = run(*arguments.split(), cwd=project)
    assert done.returncode in (0, 1), done.stderr
    assert "refused" not in done.stderr
    assert "import os" not in module.read_text()
    assert sorted(path.name for path in (project / "out").iterdir()) == ["a.json", "b.txt"]


def test_settings_above_are_read_within_a_checkout(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "roadworthy.toml").write_text("fail-under = 1\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text(GOOD)
    done = run("check", cwd=inner)
    assert "threshold 1" in done.stdout
    assert done.stderr == ""


def watch(tree: Path, *outputs: str, git: bool = False) -> Watch:
    return watch_over([str(tree)], [], outputs, git)


@posix
def test_an_event_is_judged_in_the_process_that_it_happens_in(project: Path) -> None:
    seen, before = watch(project), sys.dont_write_bytecode
    with watched(seen):
        with pytest.raises(Breach, match="a process"):
            os.system("true")
        with pytest.raises(Breach, match="a connection"):
            socket.getaddrinfo("localhost", 9)
        assert (project / "pyproject.toml").read_text() == GOOD
    assert len(seen.breaches) == 2
    # The hook stays, and is idle.
    assert os.system("true") == 0
    assert sys.dont_write_bytecode is before


def test_only_the_named_output_and_what_is_prepared_for_it_is_written(project: Path) -> None:
    seen = watch(project, str(project / "a" / "out.json"))
    writing = os.O_WRONLY | os.O_CREAT
    seen.see("open", (str(project / "a" / "out.json"), None, writing))
    seen.see("open", (str(project / "a" / ".roadworthy-0.tmp"), None, writing))
    seen.see("os.mkdir", (str(project / "a"), 0o777, -1))
    for other in ("out.json", "a/out.json.tmp", "a/other", ".roadworthy-0.tmp"):
        with pytest.raises(Breach):
            seen.see("open", (str(project / other), None, writing))
    with pytest.raises(Breach):
        seen.see("os.rename", (str(project / "a" / ".roadworthy-0.tmp"), str(project / "b"), -1, -1))


def test_git_is_the_one_program_and_only_where_it_is_asked_for(project: Path) -> None:
    command = ("/usr/bin/git", ["git", "version"], None, None)
    watch(project, git=True).see("subprocess.Popen", command)
    for other in (("/usr/bin/true", ["git"], None, None), ("/usr/bin/gitk", [], None, None), (b"true",)):
        with pytest.raises(Breach):
            watch(project, git=True).see("subprocess.Popen", other)
    with pytest.raises(Breach):
        watch(project).see("subprocess.Popen", command)


def test_bytecode_that_names_another_file_is_found_at_the_end(project: Path) -> None:
    from types import ModuleType

    module = ModuleType("smuggled")
    module.__file__ = str(project / "src" / "demo" / "smuggled.pyc")
    seen = watch(project)
    with watched(seen):
        sys.modules["smuggled"] = module
    del sys.modules["smuggled"]
    assert seen.breaches == [f"code of the inspected tree: {module.__file__}"]
