"""What commands leave for those after them: directories, variables, functions, and where scripts lie."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import Verb
from tests.facts.ci.support import github

Files = dict[str, str]
_MAKE = {"Makefile": "test:\n\tpytest\n"}
_INNER = {"ci/inner.sh": "#!/bin/bash\nset -e\npytest\n"}
_ENTRY = {
    "compose.yml": "services:\n  base: {build: {context: ., dockerfile: docker/Dockerfile}, image: demo}\n"
    "  web: {image: demo}\n  worker: {extends: base}\n",
    "docker/Dockerfile": 'FROM python:3.12\nENTRYPOINT ["/app/bin/entry.sh"]\n',
    "bin/entry.sh": "#!/bin/sh\nset -e\nWHAT=$1\nshift\ncase $WHAT in\n"
    "serve)\n  exec gunicorn demo:app\n  ;;\n"
    'test|tests)\n  exec pytest "$@"\n  ;;\nshell)\n  exec "$@"\n  ;;\nesac\n',
    "bin/run.sh": "#!/bin/sh -e\npytest\n",
}


def _script(text: str, more: Files) -> Files:
    return {"ci/outer.sh": f"#!/bin/bash\nset -e\n{text}\n", **more}


#: Scripts that are started from the root, though they lie in `ci/`.
_FOUND = [
    ('cd "$(dirname "$0")/.."\nmake test', _MAKE),
    ("cd `dirname $0`/..\nmake test", _MAKE),
    ('cd "$(git rev-parse --show-toplevel)"\nmake test', _MAKE),
    ("ROOT=$(git rev-parse --show-toplevel)\nmake -C $ROOT test", _MAKE),
    ('DIR="$( cd "$( dirname "${BASH_SOURCE[0]}" )" >/dev/null 2>&1 && pwd )"\n"$DIR/inner.sh"', _INNER),
    ('DIR=$(cd "$(dirname "$0")"; pwd -P)\nTOP=$(dirname "$DIR")\ncd "$TOP"\nmake test', _MAKE),
    ('DIR=$(dirname "$(readlink -f "$0")")\nsource "$DIR/inner.sh"', _INNER),
    ("DIR=$(dirname $0)\ncd src\nbash $DIR/inner.sh", _INNER),
    ('"$(dirname "${BASH_SOURCE[0]:-$0}")"/inner.sh', _INNER),
    ("cd ${0%/*}\n./inner.sh", _INNER),
    ("python $(dirname $0)/all.py", {"ci/all.py": "import pytest\npytest.main()\n"}),
]


@pytest.mark.parametrize(("text", "files"), _FOUND, ids=[text[:40] for text, _ in _FOUND])
def test_a_script_knows_where_it_lies(text: str, files: Files) -> None:
    found = github("bash ci/outer.sh", **_script(text, files)).answer(Verb.TESTS)
    assert (found.value, found.unseen, found.tolerated) == ("yes", (), ())


def test_a_script_elsewhere_is_not_the_one_beside() -> None:
    files = _script('"$(dirname "$0")/inner.sh"', {"inner.sh": "pytest\n"})
    found = github("bash ci/outer.sh", **files).answer(Verb.TESTS)
    assert (found.value, [one.what for one in found.unseen]) == (
        "unknown",
        ["`ci/inner.sh` is not in the project"],
    )


_YES: list[tuple[str, Files]] = [
    ("TEST=pytest\n$TEST -q", {}),
    ('TEST="${TEST:-pytest}"\n$TEST -q', {}),
    ("PREFIX=${PREFIX:-''}\nexec ${PREFIX} pytest", {}),
    ("WHAT=\nif [ -n \"$CI\" ]; then WHAT=test; else WHAT=lint; fi\nmake $WHAT", _MAKE),
    ("ARGS=-q\nARGS+=' -x'\npytest $ARGS", {}),
    ('TEST=(pytest -q)\n"${TEST[@]}"', {}),
    ('TEST=(\n  pytest\n  # quietly\n  -q\n)\nTEST+=(-x)\n"${TEST[@]}" tests', {}),
    ("./node_modules/.bin/webpack\npytest", {}),
    # A shell within the script leaves its directory as it is.
    ("(cd docs && make html)\nmake test", {**_MAKE, "docs/Makefile": "html:\n\ttrue\n"}),
    ("HERE=$(cd docs && pwd)\nmake test", _MAKE),
    ("bash -c 'cd docs && true'\nmake test", _MAKE),
    ("(cd sub && make test)", {"sub/Makefile": _MAKE["Makefile"]}),
    # Makefiles include others, and shells have options with values.
    ("make -C api test", {"api/Makefile": "include ../tools/python.mk\ntest: .pytest\n",
     "tools/python.mk": "VENV = .venv\n.PHONY: .pytest\n.pytest: $(VENV)\n\t$(VENV)/bin/pytest\n"}),
    ("make test", {"Makefile": "TOOLS = tools\ninclude $(TOOLS)/a.mk\n", "tools/a.mk": "include tools/b.mk\n",
     "tools/b.mk": "test:\n\tpytest\n"}),
    ("bash -euo pipefail ci/run.sh", {"ci/run.sh": "pytest\n"}),
    ("python -m gevent.monkey --module pytest -x", {}),
    ("ci/run", {"ci/run": "#!/usr/bin/env -S uv run --script\nimport pytest\npytest.main()\n"}),
    # Functions that run what they are given.
    ('run() { echo "+ $*"; "$@"; }\nrun pytest -q', {}),
    ('function run {\n  "$@"\n}\nrun python -m pytest', {}),
    ('step() { local name="$1"; shift; echo "$name"; "$@"; }\nstep unit pytest', {}),
    ('quiet() {\n  local text="$1"\n  local command="$2"\n  if eval "$command" > log; then\n    echo ok\n'
     "  else\n    exit 1\n  fi\n}\nquiet 'Unit tests' 'uv run pytest -x'", {}),
    ("source ci/lib.sh\nrun 'tests' pytest", {"ci/lib.sh": 'run() { echo "$1"; "${@:2}"; }\n'}),
    ("source ci/lib.sh\nall", {"ci/lib.sh": "all() { unit; }\nlint() { ruff check; }\nunit() { pytest; }\n"}),
    ('each() { bash -c "$1"; }\neach "pytest -q"', {}),
    # Entry points of images.
    ("docker compose run web test", _ENTRY),
    ("docker compose run worker tests -q", _ENTRY),
    ("docker compose run web shell ./bin/run.sh", _ENTRY),
    ("docker build -t demo -f docker/Dockerfile .\ndocker run demo test", _ENTRY),
    ("docker compose run web pytest", _ENTRY),
]  # fmt: skip
_NO: list[tuple[str, Files]] = [
    ("TEST=(pytest -q)\nmake lint", {"Makefile": "lint:\n\truff check\n"}),
    ("./node_modules/.bin/eslint src", {}),
    ("TEST=pytest\nTEST=ruff\n$TEST check", {}),
    ("(cd sub && make test)", {"sub/Makefile": "test:\n\ttrue\n", **_MAKE}),
    ('run() { echo "+ $*"; }\nrun pytest', {}),
    ('step() { local name="$1"; shift; "$@"; }\nstep pytest ruff check', {}),
    ("source ci/lib.sh\nlint", {"ci/lib.sh": "lint() { ruff check; }\nunit() { pytest; }\n"}),
    ('run() { "$@" || true; }\nrun pytest', {}),
    ('run() { "$@" || echo "failed: $*"; }\nsource ci/lib.sh\nrun pytest', {"ci/lib.sh": ""}),
    ("docker compose run web serve", _ENTRY),
    ("docker compose run web shell true", _ENTRY),
    ("docker-compose build", {**_ENTRY, "Dockerfile": "FROM python:3.12\nRUN pytest\n"}),
    ("pip show pytest tox", {}),
    ("uv pip list tox", {}),
    ("cmake -B build .\ncd build\nmake -j4", {}),
    ("make lint", {"Makefile": "include a.mk\nlint: .a\n", "a.mk": ".a: ; ruff check\n.b: ; pytest\n"}),
    ("circleci tests split --timings-type=testname", {}),
    ("qmake ../demo.pro\nmake", {}),
    ("N=$(nproc)\necho $(( $N > 4 ? 4 : $N ))", {}),
]
_UNKNOWN: list[tuple[str, Files]] = [
    ("TEST=$(cat command.txt)\n$TEST", {}),
    ("TEST=$TESTS\n$TEST", {}),
    ('run() { "$runner" "$@"; }\nrun pytest', {}),
    ("cmake -B build .\ncd build\nmake test", {}),
    ("make -j4", {}),
    ("make test", {"Makefile": "include ../shared/python.mk\ntest: .pytest\n"}),
    ("$SCRIPTS/inner.sh", _INNER),
]


@pytest.mark.parametrize(("command", "files"), _YES, ids=[command[:40] for command, _ in _YES])
def test_a_command_tests(command: str, files: Files) -> None:
    found = github(command, **files).answer(Verb.TESTS)
    assert (found.value, found.unseen, found.tolerated) == ("yes", (), ())


@pytest.mark.parametrize(("command", "files"), _NO, ids=[command[:40] for command, _ in _NO])
def test_a_command_does_not_test(command: str, files: Files) -> None:
    assert github(command, **files).answer(Verb.TESTS).value == "no"


@pytest.mark.parametrize(("command", "files"), _UNKNOWN, ids=[command[:40] for command, _ in _UNKNOWN])
def test_a_command_may_test(command: str, files: Files) -> None:
    found = github(command, **files).answer(Verb.TESTS)
    assert found.value == "unknown"
    assert found.unseen


def test_what_a_function_hides_is_told() -> None:
    found = github('run() { "$@" || echo failed; }\nrun pytest').answer(Verb.TESTS)
    assert [act.tolerated for act in found.tolerated] == ["`|| echo failed` follows"]
