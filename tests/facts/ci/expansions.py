"""Small projects whose pipelines stand for far more than they hold."""

from __future__ import annotations

from collections.abc import Mapping

from tests.facts.ci.support import workflow

_GROWS = "${{ parameters.x }}"
_CI = ".github/workflows/ci.yml"
_GITLAB = ".gitlab-ci.yml"
_AZURE = "azure-pipelines.yml"
_CIRCLE = ".circleci/config.yml"


def _run(*commands: str, **files: str) -> Mapping[str, str]:
    return {_CI: workflow(*commands), **files}


def _levels(row: str, last: str, levels: int = 9) -> str:
    """Return a row for each level, `{n}` for its number and `{m}` for the next one's, and the last row."""
    rows = [row.replace("{n}", str(level)).replace("{m}", str(level + 1)) for level in range(levels)]
    return "\n".join([*rows, last.replace("{n}", str(levels))]) + "\n"


def _doubled(assignment: str, times: int = 40) -> str:
    return "A=0123456789\n" + "".join(f"{assignment}\n" for _ in range(times)) + "pytest $A\n"


EXPANSIONS: Mapping[str, Mapping[str, str]] = {
    # GitLab
    "extends": {
        _GITLAB: _levels(
            f".j{{n}}: {{extends: [{', '.join(['.j{m}'] * 10)}]}}", "j: {extends: .j0, script: x}"
        )
    },
    "references": {
        _GITLAB: _levels(
            f".j{{n}}: {{script: [{', '.join(['[.j{m}, script]'] * 10)}]}}", "j: {script: [[.j0, script]]}"
        )
    },
    "references to nothing": {
        _GITLAB: _levels(
            f".j{{n}}: {{script: [{', '.join(['[.j{m}, script]'] * 10)}]}}",
            ".j{n}: {script: []}\nj: {script: [[.j0, script]]}",
            8,
        )
    },
    "keywords that jobs inherit": {
        _GITLAB: f".a: {{{', '.join(f'k{n}: x' for n in range(2_000))}}}\n"
        + "".join(f"j{n}: {{extends: .a, script: x}}\n" for n in range(2_000))
    },
    "variables of every job": {
        _GITLAB: f"variables: {{{', '.join(f'k{n}: x' for n in range(1_500))}}}\n"
        + "".join(f"j{n}: {{script: x}}\n" for n in range(1_500))
    },
    "a matrix of one variable": {
        _GITLAB: "j: {script: x, parallel: {matrix: ["
        f"{', '.join(f'{{A: {n}}}' for n in range(4_000))}]}}}}\n"
    },
    "globs of includes": {
        _GITLAB: f"include: [{', '.join(['/*a*.yml'] * 2_000)}]\nj: {{script: x}}\n",
        **{f"b{n}.txt": "" for n in range(1_000)},
    },
    "rules that jobs inherit": {
        _GITLAB: f".a: {{rules: [{', '.join(['{if: $X}'] * 2_000)}]}}\n"
        + "".join(f"j{n}: {{extends: .a, script: x}}\n" for n in range(900))
    },
    "includes that are not there": {
        _GITLAB: "".join(f"j{n}: {{extends: .x{n}, script: x}}\n" for n in range(1_500))
    },
    # Azure
    "templates of jobs": {
        _AZURE: "jobs:\n- template: a.yml\n",
        "a.yml": "jobs:\n" + "- template: a.yml\n" * 10,
    },
    "templates of steps": {
        _AZURE: "steps:\n- template: a.yml\n",
        "a.yml": "steps:\n" + "- template: a.yml\n" * 10 + "- script: x\n",
    },
    "lists that hold themselves": {
        _AZURE: f"jobs:\n- template: a.yml\n  parameters: {{x: ['{_GROWS}', '{_GROWS}']}}\n",
        "a.yml": f"jobs: ['{_GROWS}']\n",
    },
    "parameters that grow": {
        _AZURE: "steps:\n- template: a.yml\n  parameters: {x: 0123456789}\n",
        "a.yml": f"steps:\n- template: a.yml\n  parameters: {{x: '{_GROWS * 20}'}}\n- script: '{_GROWS}'\n",
    },
    # CircleCI
    "commands that grow": {
        _CIRCLE: "version: 2.1\ncommands:\n  c:\n    steps:\n"
        f"    - c: {{x: '{'<< parameters.x >>' * 20}'}}\n    - run: << parameters.x >>\n"
        "jobs: {build: {steps: [{c: {x: abc}}]}}\n"
    },
    "commands of commands": {
        _CIRCLE: f"version: 2.1\ncommands: {{c: {{steps: [{', '.join(['c'] * 20)}]}}}}\n"
        "jobs: {build: {steps: [c]}}\n"
    },
    "parameters of every job": {
        _CIRCLE: f"jobs: {{b: {{parameters: {{{', '.join(f'k{n}: {{default: x}}' for n in range(1_000))}}}, "
        f"steps: [checkout]}}}}\nworkflows: {{w: {{jobs: [{', '.join(['b'] * 1_500)}]}}}}\n"
    },
    # Jenkins
    "libraries and words": {"Jenkinsfile": "foo(1)\n" * 4_000},
    "stages in stages": {"Jenkinsfile": "stage('x') {\n" * 3_000 + "sh 'pytest'\n" * 3_000},
    "stages beside stages": {"Jenkinsfile": "".join(f"stage('s{n}') {{ sh 'x' }}\n" for n in range(3_000))},
    "conditions in conditions": {"Jenkinsfile": "when {\n" * 20_000 + "}" * 20_000},
    "words of a library": {"Jenkinsfile": "@Library('x') _\n" + "foo(1)\n" * 4_000},
    # Recipes
    "settings of tox": _run(
        "tox",
        **{
            "tox.ini": "[testenv]\ncommands = {[a]k0}\n[a]\n"
            + _levels(f"k{{n}} = {'{[a]k{m}}' * 10}", "k{n} = x")
        },
    ),
    "settings of tox that grow": _run(
        "tox", **{"tox.ini": f"[testenv]\ncommands = {'{[a]b}' * 5_000}\n[a]\nb = {'x' * 40_000}\n"}
    ),
    "names of tox": _run(
        "tox", **{"tox.ini": f"[tox]\nenvlist = {'{a,b}' * 200}\n[testenv]\ncommands = x\n"}
    ),
    "long names of tox": _run(
        "tox", **{"tox.ini": f"[tox]\nenvlist = {{{'a,' * 190}b}}{{{'a,' * 4_000}b}}{'c' * 8_000}\n"}
    ),
    "conditions of tox": _run(
        "tox",
        **{
            "tox.ini": "[tox]\nenvlist = {a,b,c,d,e,f,g}-{a,b,c,d,e,f,g}-{1,2,3}\n[testenv]\ncommands =\n"
            + "    {a,b,c,d,e,f,g}-{a,b,c,d,e,f,g}-{1,2,3}: pytest\n" * 300
        },
    ),
    "sections of tox": _run(
        "tox",
        **{
            "tox.ini": f"[tox]\nenvlist = {','.join(f'x{n}' for n in range(200))}\n"
            + "".join(f"[testenv:{{a,b}}-{{c,d}}-{n}]\ncommands = x\n" for n in range(400))
        },
    ),
    "targets of one rule": _run(
        "make", Makefile=" ".join(f"t{n}" for n in range(2_000)) + ":\n" + "\tx\n" * 2_000
    ),
    "needs of one rule": _run(
        "make",
        Makefile="all: "
        + " ".join(f"t{n}" for n in range(2_000))
        + "\n"
        + " ".join(f"t{n}" for n in range(2_000))
        + ": "
        + " ".join(f"t{n}" for n in range(2_000))
        + "\n\tx\n",
    ),
    "patterns of make": _run(
        "make",
        Makefile="all: "
        + " ".join(f"t{n}" for n in range(3_000))
        + "\n"
        + "".join(f"%x{n}: y\n\tx\n" for n in range(3_000)),
    ),
    "variables of make": _run(
        "make", Makefile=_levels("A{n} = " + "$(A{m})" * 20, "A{n} = x\nt:\n\tpytest $(A0)")
    ),
    "long variables of make": _run("make", Makefile=f"A = {'x' * 2_000}\nt:\n\tpytest {'$(A)' * 4_000}\n"),
    "growing variables of make": _run("make", Makefile="A += 0123456789\n" * 8_000 + "t:\n\tpytest\n"),
    "make again and again": _run(
        *["\n".join(f"make t{n}" for n in range(1_000))],
        Makefile="".join(f"t{n}:\n\tx\n" for n in range(5_000)),
    ),
    "make in every job": {
        _CI: "on: push\njobs:\n" + "".join(f"  j{n}: {{steps: [{{run: make A={n}}}]}}\n" for n in range(300)),
        "Makefile": "t:\n" + "\tpytest\n" * 3_000,
    },
    "nox again and again": _run(
        "\n".join(f"nox -s t{n}" for n in range(300)),
        **{
            "noxfile.py": "import nox\n"
            + "".join(f"@nox.session\ndef t{n}(s): s.run('x')\n" for n in range(300))
        },
    ),
    "helpers of nox": _run(
        "nox",
        **{
            "noxfile.py": "import nox\n@nox.session\ndef t(s): f0(s)\n"
            + _levels("def f{n}(s): " + "; ".join(["f{m}(s)"] * 20), "def f{n}(s): pass", 8)
        },
    ),
    "sessions that notify": _run(
        "nox",
        **{"noxfile.py": "import nox\n@nox.session\ndef t(s):\n" + "    s.notify('t')\n" * 30},
    ),
    "constants of nox": _run(
        "nox",
        **{
            "noxfile.py": "import nox\n@nox.session\ndef t(s): s.run(*A0)\n"
            + _levels("A{n} = [" + "*A{m}, " * 10 + "]", "A{n} = ['x']")
        },
    ),
    "constants of nox in a circle": _run(
        "nox", **{"noxfile.py": "import nox\nA = [*A, *A]\n@nox.session\ndef t(s): s.run(*A)\n"}
    ),
    "tasks of invoke": _run(
        "invoke t",
        **{"tasks.py": "def a(c): pass\n@task(" + "a, " * 3_000 + ")\ndef t(c): pass\n"},
    ),
    "tasks of hatch": _run(
        "hatch run a0",
        **{
            "pyproject.toml": "[tool.hatch.envs.default.scripts]\n"
            + _levels("a{n} = [" + ", ".join(['"a{m}"'] * 10) + "]", 'a{n} = "x"')
        },
    ),
    "tasks of poe": _run(
        "poe a0",
        **{
            "pyproject.toml": "[tool.poe.tasks]\n"
            + _levels("a{n} = {sequence = [" + ", ".join(['"a{m}"'] * 10) + "]}", 'a{n} = "x"')
        },
    ),
    "needs of a Taskfile": _run(
        "task t", **{"Taskfile.yml": f"tasks: {{t: {{deps: [{', '.join(['x'] * 5_000)}], cmds: [x]}}}}\n"}
    ),
    "services of Compose": _run(
        "docker compose up",
        **{
            "compose.yml": "services:\n" + "".join(f"  s{n}: {{build: .}}\n" for n in range(300)),
            "Dockerfile": "FROM x\n" + "RUN pytest\n" * 300,
        },
    ),
    "stages of an image": _run(
        "docker build .",
        Dockerfile="".join(f"FROM x AS s{n}\nCOPY --from=s{n - 1} a b\n" for n in range(1_000)),
    ),
    # Scripts
    "a variable that doubles": _run(_doubled("export A=$A$A")),
    "a variable that doubles in every value": {
        _CI: "on: push\njobs:\n  x:\n    strategy: {matrix: {a: [1, 2, 3, 4, 5, 6, 7, 8, 9]}}\n"
        "    steps:\n    - run: |\n"
        + "".join("        export A=$A$A${{ matrix.a }}\n" for _ in range(40))
        + "        pytest $A\n"
    },
    "long variables": {
        _CI: f"on: push\nenv: {{A: {'x' * 20_000}}}\n"
        f"jobs: {{x: {{steps: [{{run: pytest {'$A ' * 10_000}}}]}}}}\n"
    },
    "runners of runners": _run("uv run " * 3_000 + "pytest"),
    "modules of modules": _run("python -m coverage run " * 2_000 + "-m pytest"),
    "shells of shells": _run("nix-shell -c " * 500 + "pytest"),
    "containers of containers": _run("docker run x " * 2_000 + "pytest"),
    "helpers of helpers": _run("x 'y " * 500 + "pytest"),
    "words of helpers": _run("x " + "'a b; c d' " * 3_000),
    "scripts that call each other": _run(
        "bash a.sh",
        **{"a.sh": "bash b.sh\nsource b.sh\n./b.sh\n" * 20, "b.sh": "bash a.sh\nsource a.sh\n./a.sh\n" * 20},
    ),
    "templates that stay open": _run("x '\"" + "${{" * 3_000),
    "templates that stay open in quotes": _run('pytest "' + "${{" * 30_000),
    "words of many quotes": _run("pytest " + "'a'\"b\"" * 20_000),
    "variables of the settings": _run("A=$A B=$B$B C= " * 1_000 + "pytest"),
    "programs that cannot be told": _run("\n".join(f"$X{n} a" for n in range(5_000))),
    "commands of an entry point": _run(
        "uv run a",
        **{
            "pyproject.toml": '[project.scripts]\na = "m:f"\n',
            "m.py": "import subprocess\nsubprocess.run('uv run a')\n",
        },
    ),
    "sums of texts": _run("python a.py", **{"a.py": "import os\nos.system(" + "'a' + " * 900 + "'b')\n"}),
}
