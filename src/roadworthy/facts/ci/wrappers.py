"""What stands before the command that is really run: `sudo`, `xvfb-run`, `uv run`, `docker run image`."""

from __future__ import annotations

from roadworthy.core.late_re import re
from roadworthy.facts.ci.verbs import Words

#: Programs that run what follows their own options, and which of these have a value.
_PREFIXES: dict[str, str] = {
    "sudo": "-u -g -h -p --user --group",
    "doas": "-u",
    "env": "-u -C --unset --chdir",
    "time": "-f -o",
    "nice": "-n",
    "ionice": "-c -n",
    "nohup": "",
    "exec": "-a",
    "command": "",
    "builtin": "",
    "stdbuf": "-i -o -e",
    "eatmydata": "",
    "xvfb-run": "-s -n -e -f -p -w --server-num --server-args --error-file",
    "catchsegv": "",
    "chronic": "",
    "mpirun": "-n -np -H -host --host --map-by --bind-to -hostfile --hostfile -x --mca",
    "mpiexec": "-n -np -host",
    "srun": "-n -N -p -t",
    "dbus-run-session": "",
    "dbus-launch": "",
    "unbuffer": "",
    "setsid": "",
    "winpty": "",
    "retry": "-t -d --times --delay",
    "travis_retry": "",
    "travis_wait": "",
    "then": "",
    "do": "",
    "else": "",
    "xargs": "-n -P -I -L -d -s",
    "aws-vault": "",
    "doppler": "--project --config",
    "chpst": "-u",
    "gosu": "",
    "cmd": "",
    "start": "",
    "call": "",
    "faketime": "",
    "linux32": "",
    "arch": "",
    "rtk": "",
    "eval": "",
    "codecov-run": "",
    "ddtrace-run": "",
    "opentelemetry-instrument": "",
    "newrelic-admin": "",
    "op": "",
    "strace": "-o -e",
    "scl": "",
    "kernprof": "",
    "scalene": "",
    "memray": "",
    "viztracer": "",
    "hyperfine": "",
    "ccache": "",
    "conda-run": "",
}
#: Options with a value, of `uv run` and its like.
_UV = frozenset(
    "--with --with-editable --with-requirements --python -p --group --extra --only-group --package --project"
    " --directory --env-file --index --index-url --extra-index-url --no-group --refresh-package --from"
    " --isolated-from"
    " --cache-dir --config-file --default-index --link-mode --resolution --prerelease --color"
    " --upgrade-package"
    " --no-extra --env -C --config-setting -w --script-name".split()
)
_RUN: dict[str, frozenset[str]] = {
    "uv": _UV,
    "poetry": frozenset("-C --directory -P --project".split()),
    "pdm": frozenset("-p --project -s --site-packages-x".split()),
    "pipenv": frozenset("--python --pypi-mirror".split()),
    "rye": frozenset(("--pyproject",)),
    "hatch": frozenset(
        "-e --env -p --project --config --data-dir --cache-dir -v-x -i -x --include --exclude".split()
    ),
    "pixi": frozenset("-e --environment --manifest-path --color -x".split()),
    "pipx": frozenset("--spec --python --index-url -i --pip-args --suffix".split()),
    "conda": frozenset("-n --name -p --prefix --cwd".split()),
    "mamba": frozenset("-n --name -p --prefix --cwd".split()),
    "micromamba": frozenset("-n --name -p --prefix --cwd -r --root-prefix -e".split()),
    "poe": frozenset("-C --directory -e --executor".split()),
}
_DOCKER = frozenset(
    "-v --volume -e --env --env-file -w --workdir -p --publish -u --user --name --network --net"
    " --entrypoint --mount -h"
    " --hostname --platform --shm-size --memory -m --cpus --gpus --ulimit --add-host --label -l --cap-add"
    " --device"
    " --restart --link --log-driver --log-opt --tmpfs --security-opt --pull --ipc --pid --runtime"
    " --volumes-from -f"
    " --file --project-name --profile --project-directory --expose --dns --health-cmd --cpu-shares"
    " --index".split()
)
_VERSION = re.compile(r"(?:-?\d[\d.]*)?(?:\.exe|\.cmd)?")
#: What a variable may be called after that holds a program.
_VARIABLES = frozenset("python py pip uv poetry tox nox pytest make ruff mypy".split())
_BASES = ("python", "pip", "pytest", "coverage", "pypy", "ipython")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)


def program(word: str) -> str:
    """Return the plain name of a program: without a path, a version, and a suffix of Windows."""
    name = re.split(r"[/\\]", word)[-1]
    for suffix in (".exe", ".EXE"):
        name = name.removesuffix(suffix)
    for base in _BASES:
        if name.startswith(base) and _VERSION.fullmatch(name, len(base)):
            return "python" if base in ("pypy", "ipython") else base
    if name == "py":
        return "python"
    if name.startswith("$"):
        # A variable is called as what it holds: `$PYTHON`, `${PYTHON_EXE}`, `$(PIP)`.
        words = name.strip("${}()").lower().split("_")
        known = next(
            (one.rstrip("0123456789") for one in words if one.rstrip("0123456789") in _VARIABLES), None
        )
        return {"py": "python", None: name}.get(known, known or name)
    return name


def without_options(words: Words, valued: frozenset[str]) -> Words:
    """Return the words from the first one on that is neither an option nor an option's value."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-":
        if words[at] == "--":
            return words[at + 1 :]
        at += 2 if words[at] in valued else 1
    return words[at:]


def unwrapped(words: Words) -> Words:
    """Return the words of a command without prefixes that only start it; it may be empty.

    The first word is as it is written: `program` gives the plain name.
    """
    for _ in range(8):
        while words and _ASSIGNMENT.fullmatch(words[0]):
            words = words[1:]
        if not words:
            return ()
        name = program(words[0])
        if name == "timeout":
            words = without_options(words[1:], frozenset("-s --signal -k --kill-after".split()))[1:]
        elif name in _PREFIXES:
            if name == "time" and len(words) == 1:
                return ()
            words = without_options(words[1:], frozenset(_PREFIXES[name].split()))
        elif name == "&":
            words = words[1:]
        else:
            return words
    return words


def task_of(words: Words) -> tuple[str, Words, str] | None:
    """Return runner, the words that it runs, and its environment, for `poetry run x` and its like."""
    name, rest = words[0], words[1:]
    environment = ""
    if name in ("uvx", "pipx") and (name == "uvx" or rest[:1] == ("run",)):
        inner = without_options(rest[name == "pipx" :], _UV | _RUN["pipx"])
        return ("uvx", (inner[0].partition("@")[0].partition("[")[0], *inner[1:]), "") if inner else None
    if name == "uv" and rest[:2] == ("tool", "run"):
        inner = without_options(rest[2:], _UV)
        return ("uvx", (inner[0].partition("@")[0].partition("[")[0], *inner[1:]), "") if inner else None
    if name not in _RUN:
        return None
    valued = _RUN[name]
    for at, word in enumerate(rest):
        if word in ("-e", "--env", "--environment") and at + 1 < len(rest):
            environment = environment or rest[at + 1]
    inner = without_options(rest, valued)
    if name == "poe":
        return (name, inner, "") if inner else None
    if inner[:2] == ("env", "run") and name == "hatch":
        inner = without_options(inner[2:], valued)
        return (name, inner, environment or "default") if inner else None
    if inner[:1] not in (("run",), ("exec",)):
        return None
    inner = without_options(inner[1:], valued)
    if name == "uv" and rest and ("-m" in rest or "--module" in rest):
        at = next(i for i, word in enumerate(rest) if word in ("-m", "--module"))
        before = rest[:at]
        if not any(
            not word.startswith("-") and word not in ("run",) and before[i - 1] not in valued
            for i, word in enumerate(before)
        ):
            inner = ("python", "-m", *rest[at + 1 :])
    return (name, inner, environment) if inner else None


def container_command(words: Words) -> tuple[str, str, Words] | None:
    """Return how, in what and what `docker run` and its like run: `run`, `exec`, `compose`; else None.

    What is run is empty where the image decides; a container in the background has `detached` for how.
    """
    rest = words[1:]
    compose = words[0] in ("docker-compose", "podman-compose")
    if words[0] in ("docker", "podman", "nerdctl") and "compose" in rest[:1]:
        compose, rest = True, rest[1:]
    elif words[0] not in ("docker", "podman", "nerdctl") and not compose:
        return None
    rest = without_options(rest, _DOCKER)
    if rest[:1] == ("container",):
        rest = rest[1:]
    if rest[:1] == ("up",) and compose:
        return ("up", "", rest[1:])
    if rest[:1] not in (("run",), ("exec",)):
        return None
    before = rest[1:]
    inner = without_options(before, _DOCKER)
    options = before[: len(before) - len(inner)]
    if not inner:
        return None
    how = "compose" if compose else rest[0]
    entry = next((options[i + 1] for i, word in enumerate(options[:-1]) if word == "--entrypoint"), "")
    entry = entry or next(
        (word.partition("=")[2] for word in options if word.startswith("--entrypoint=")), ""
    )
    command = (entry, *inner[1:]) if entry else inner[1:]
    detached = any(
        word == "--detach" or (word[:1] == "-" and "d" in word and set(word) <= set("-itd"))
        for word in options
    )
    return ("detached" if detached and not inner[1:] else how, inner[0], tuple(command))
