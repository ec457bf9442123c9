"""Standard output, standard error and standard input that are closed, full, odd, or of another encoding."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run

posix = pytest.mark.skipif(os.name != "posix", reason="a shell as POSIX has it")
ODD = "caf\u00e9 \U0001f600"
CHECK = "check --select code"


@pytest.fixture
def odd(project: Path) -> Path:
    """Return a project with a name beyond ASCII in everything that is printed."""
    (project / "src" / "demo" / f"{ODD}.py").write_text("def f():\n    breakpoint()\n", encoding="utf-8")
    return project


def shell(arguments: str, redirected: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command by a shell that redirects its streams."""
    command = shlex.quote(str(Path(sys.executable).with_name("roadworthy")))
    kept = {
        name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FORCE_COLOR")
    }
    return subprocess.run(
        ["/bin/sh", "-c", f"{command} {arguments} {redirected}"],
        cwd=cwd,
        env=kept | variables,
        capture_output=True,
        check=False,
        timeout=120,
    )


@posix
@pytest.mark.parametrize("redirected", [">&-", ">/dev/full"])
@pytest.mark.parametrize(
    "arguments",
    ["--version", "--help", CHECK, f"{CHECK} --output-format json", "rule --all", "config", "schema report"],
)
def test_what_cannot_be_printed_ends_in_one_line_and_3(odd: Path, arguments: str, redirected: str) -> None:
    if redirected == ">/dev/full" and not os.path.exists("/dev/full"):
        pytest.skip("there is no full device")
    done = shell(arguments, redirected, odd)
    assert done.returncode == 3
    assert done.stdout == b""
    assert done.stderr.startswith(b"roadworthy: standard output ")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away_is_told_of_in_one_line(odd: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = str(Path(sys.executable).with_name("roadworthy"))
    done = subprocess.run([command, "schema", "report"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 3
    assert done.stderr == b"roadworthy: standard output was closed before everything was written\n"


@posix
def test_a_report_is_written_though_nothing_can_be_printed(odd: Path) -> None:
    done = shell(f"{CHECK} --report json=a.json", ">&-", odd)
    assert done.returncode == 3
    assert json.loads((odd / "a.json").read_bytes())["projects"][0]["findings"]


@posix
def test_where_nobody_can_be_told_the_exit_code_says_it(odd: Path) -> None:
    done = shell("check nowhere --output-format json", "2>&-", odd)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")
    done = shell(f"{CHECK} -q", ">&- 2>&- <&-", odd)
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"")
    # The file that was opened next has not got the number of a closed stream.
    (odd / "broken.toml").write_text("")
    done = shell("check - --stdin-filename src/demo/a.py --report json=a.json", "<&- 2>&-", odd)
    assert done.returncode == 2
    assert not (odd / "a.json").exists()


@posix
@pytest.mark.parametrize("redirected", ["<&-", "<src", ">/dev/null <&-"])
def test_closed_or_unusable_input_is_a_mistake_in_the_command(odd: Path, redirected: str) -> None:
    done = shell("check - --stdin-filename src/demo/a.py", redirected, odd)
    if redirected == "<src":
        # Python itself refuses to start.
        assert done.returncode == 1
        assert b"<stdin> is a directory" in done.stderr
        return
    assert done.returncode == 2
    assert done.stderr == b"roadworthy: standard input cannot be read: it is closed\n"


@posix
def test_input_without_end_is_too_large(odd: Path) -> None:
    done = shell("check -v - --stdin-filename src/demo/a.py", "</dev/zero", odd)
    assert done.stderr == b""
    assert b"src/demo/a.py: larger than 5 MiB" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16", "cp437"])
def test_what_programs_read_is_utf_8_in_every_locale(odd: Path, encoding: str) -> None:
    places = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    path = f"src/demo/{ODD}.py"
    for name in ("json", "sarif"):
        report = json.loads(
            shell(f"{CHECK} --output-format {name}", "", odd, **places).stdout.decode("utf-8")
        )
        assert report
        if name == "json":
            assert report["projects"][0]["findings"][0]["path"] == path
    diff = shell("check --diff --unsafe-fixes --select import-unused", "", with_import(odd), **places).stdout
    assert "+++ b/src/demo/" in diff.decode("utf-8")
    assert "# caf\u00e9\n" in diff.decode("utf-8")
    rule = shell("rule breakpoint-left --output-format json", "", odd, **places).stdout
    assert json.loads(rule.decode("utf-8"))[0]["name"] == "breakpoint-left"
    settings = shell("config", "", odd, **places).stdout
    assert '"caf\u00e9/**"' in settings.decode("utf-8")


def with_import(project: Path) -> Path:
    module = project / "src" / "demo" / "imported.py"
    module.write_text(
        "import os  # caf\u00e9\nimport sys\n\nprint(sys.argv)\n# caf\u00e9\n", encoding="utf-8"
    )
    settings = '\n[tool.roadworthy]\nexclude = ["caf\u00e9/**"]\n'
    (project / "pyproject.toml").write_text(GOOD + settings, encoding="utf-8")
    return project


def test_what_people_read_is_in_the_encoding_of_the_stream(run: Run, odd: Path) -> None:
    done = run("check", "--select", "code", "-q", cwd=odd, PYTHONIOENCODING="ascii")
    assert "src/demo/caf\\xe9 \\U0001f600.py:2:5: error[breakpoint-left]" in done.stdout


@posix
def test_named_outputs_that_are_no_files(odd: Path) -> None:
    for target, kept in (("/dev/null", b""), ("/dev/stdout", b'"roadworthy-report/1"')):
        done = shell(f"{CHECK} -q --output-format json --output-file {target}", "", odd)
        assert done.returncode == 1
        assert kept in done.stdout
        assert done.stdout.endswith(b"1 error\n")
    done = shell(f"{CHECK} -q --output-format json --output-file /dev/stdout", ">both", odd)
    report, _, text = (odd / "both").read_bytes().partition(b"\n}\n")
    assert json.loads(report + b"}")["schema"] == "roadworthy-report/1"
    assert text.endswith(b"1 error\n")
    if os.path.exists("/dev/full"):
        done = shell(f"{CHECK} -q --output-file /dev/full", "", odd)
        assert done.returncode == 2
        assert (
            done.stderr == b"roadworthy: /dev/full: the report cannot be written: No space left on device\n"
        )


@posix
def test_no_link_of_the_tree_leads_a_report_out_of_it(
    odd: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "precious"
    outside.write_text("old")
    (odd / "report.json").symlink_to(outside)
    (odd / ".git").mkdir()
    # From the directory itself, and from above where a part of the checkout is inspected.
    for arguments, cwd in ((CHECK, odd), (f"{CHECK} src", odd), (f"{CHECK} ../..", odd / "src" / "demo")):
        file = os.path.relpath(odd / "report.json", cwd)
        done = shell(f"{arguments} --output-format json --output-file {file}", "", cwd)
        assert done.returncode == 2
        assert b"a symbolic link in the inspected tree leads out of it" in done.stderr
    assert outside.read_text() == "old"


@posix
def test_a_name_that_a_shell_expands_is_shown_inert(odd: Path) -> None:
    for name in ("--x##vso[task.setvariable]", "--\x1b[31m"):
        done = shell(f"check {shlex.quote(name)}", "", odd)
        assert done.returncode == 2
        assert b"##vso[" not in done.stderr
        assert b"\x1b" not in done.stderr
