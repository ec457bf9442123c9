"""Find what takes more than its share of time as a project grows: counts steps, and no seconds.

    python benchmarks/growth.py [--size 0.1] [INPUT ...]

Each input is inspected by every rule, once of size n and once of 4n; counted are the calls of Python
functions and what loops begin again (by `sys.monitoring`; before Python 3.12 the calls, by
`sys.setprofile`), by function. What takes more than five times as many for four times the input is
printed. Size 1 is what a large project has: a module of 100,000 lines, 10,000 classifiers, 5,000 cells,
2,000 modules that import one another in a circle, 20,000 files. The exit code is 1 where anything grew too
much.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from roadworthy.testing import inspect_files

Files = dict[str, bytes]
#: Up to how many times as many steps four times the input may take, and how many are too few to matter.
TIMES, FEW = 5.0, 2_000
PYPROJECT = '[project]\nname = "demo"\nversion = "1"\ndescription = "A demo"\n'
PACKAGE: Files = {"pyproject.toml": PYPROJECT.encode(), "src/demo/__init__.py": b'"""A demo."""\n'}


def long_module(size: float) -> Files:
    """One module: functions, classes, bare names, comments for tools, calls, texts and imports."""
    piece = (
        "import os.path as p{n}\n\n\n@wraps\ndef f{n}(x, *, y=1):\n    # noqa\n"
        "    value{n} = [i for i in x if i]\n"
        "    try:\n        os.system(str(value{n}))  # noqa: S605\n    except Exception:\n        pass\n"
        '    return p{n}.join("a", missing{n})\n\n\nclass C{n}(C{m}):\n    """A class."""\n\n'
        "    def m(self):\n        return self.m() + self.n{n}\n\n\nresult{n}\nf{n}(C{n}, 'demo.C{n}')\n"
        "mock.called_once()\nget_ipython().system('ls')\nurl{n} = 'https://example.org/home/x'\n"
    )
    count = int(size * 100_000 / piece.count("\n"))
    text = "import os\n" + "".join(piece.format(n=number, m=number - 1) for number in range(count))
    test = text.replace("def f", "def test_f").replace("    def m(", "    def test_m(")
    return {**PACKAGE, "src/demo/long.py": text.encode(), "tests/test_long.py": test.encode()}


def many_classifiers(size: float) -> Files:
    """One pyproject.toml with many classifiers, dependencies, keywords, scripts and extras."""
    numbers = range(int(size * 10_000))
    lists = {
        "classifiers": [f"Topic :: Made up :: {number}" for number in numbers],
        "dependencies": [f"package-{number}>=1.{number}" for number in numbers],
        "keywords": [f"word-{number}" for number in numbers],
    }
    text = PYPROJECT + "".join(f"{name} = {json.dumps(values)}\n" for name, values in lists.items())
    text += "[project.scripts]\n" + "".join(f'run-{number} = "demo:f{number}"\n' for number in numbers)
    lines = "".join(f"package-{number}==1.{number}\n" for number in numbers)
    return {**PACKAGE, "pyproject.toml": text.encode(), "requirements.txt": lines.encode()}


def many_cells(size: float) -> Files:
    """One notebook of many cells that define, use, draw and show."""
    source = "import random\nx{n} = random.random() + x{m}\ndef f{n}(a):\n    return a + y{n}\nf{n}(x{n})\n"
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": number + 1,
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}],
            "source": source.format(n=number, m=number - 1).splitlines(keepends=True),
            "id": f"cell-{number}",
        }
        for number in range(int(size * 5_000))
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return {**PACKAGE, "notebooks/many.ipynb": json.dumps(document).encode()}


def import_circle(size: float) -> Files:
    """Modules and classes that lead to one another in a circle, and a test of each."""
    count = int(size * 2_000)
    text = (
        "import demo.part{m}\nfrom demo.part{m} import C{m}, helper as helper{m}\nimport src.demo.part{m}\n"
        "from demo import unused{n}\n\n\n"
        "class C{n}(C{m}):\n    def run(self):\n        return self.run() + self.step{n}()\n\n"
        "    def step{n}(self):\n        return getattr(self, 'step{m}')() + demo.part{m}.helper(self)\n\n\n"
        "def helper(x):\n    one = x.run()\n    two = helper{m}(one)\n"
        "    three = one + two\n    return three\n"
    )
    parts = {
        f"src/demo/part{number}.py": text.format(n=number, m=(number - 1) % count).encode()
        for number in range(count)
    }
    tests = {
        f"tests/test_part{number}.py": f"from demo.part{number} import C{number}\n\n\n"
        f"def test_run():\n    assert C{number}().run() == C{number}.__subclasses__()\n".encode()
        for number in range(count)
    }
    return {**PACKAGE, **parts, **tests}


def many_files(size: float) -> Files:
    """Files of all kinds in many directories."""
    names = ("mod.py", "notes.md", "data.csv", "conf.yaml", "requirements.txt")
    text = b"x = 1\n"
    return {
        **PACKAGE,
        **{
            f"src/demo/d{number // 50}/n{number}_{name}": text
            for number in range(int(size * 4_000))
            for name in names
        },
    }


INPUTS: dict[str, Callable[[float], Files]] = {
    made.__name__.replace("_", "-"): made
    for made in (long_module, many_classifiers, many_cells, import_circle, many_files)
}


def counted(call: Callable[[], object]) -> Counter[str]:
    """Return how many steps each function takes while `call` runs."""
    steps: Counter[Any] = Counter()
    if sys.version_info >= (3, 12):
        events = sys.monitoring.events
        tool = sys.monitoring.PROFILER_ID
        sys.monitoring.use_tool_id(tool, "growth")
        sys.monitoring.set_events(tool, events.PY_START | events.PY_RESUME | events.JUMP | events.CALL)
        for event in (events.PY_START, events.PY_RESUME, events.JUMP, events.CALL):
            sys.monitoring.register_callback(tool, event, lambda code, *rest: steps.update((code,)))
        try:
            call()
        finally:
            sys.monitoring.set_events(tool, 0)
            sys.monitoring.free_tool_id(tool)
    else:

        def note(frame: Any, event: str, argument: object) -> None:
            if event in ("call", "c_call"):
                steps[frame.f_code] += 1

        sys.setprofile(note)
        try:
            call()
        finally:
            sys.setprofile(None)
    named: Counter[str] = Counter()
    for code, number in steps.items():
        named[f"{'/'.join(code.co_filename.split('/')[-3:])}:{code.co_qualname}"] += number
    return named


def growth(made: Callable[[float], Files], size: float) -> list[tuple[str, int, int]]:
    """Return the functions that take more than their share, with their steps for size n and 4n."""
    inspect_files(made(size / 16))  # what is loaded and made once is no step
    few = counted(lambda: inspect_files(made(size)))
    many = counted(lambda: inspect_files(made(4 * size)))
    bad = [
        (name, few[name], number)
        for name, number in many.items()
        if number > FEW and number > TIMES * max(few[name], FEW / 10)
    ]
    return sorted(bad, key=lambda item: -item[2])


def main() -> int:
    """Print what grew too much for each input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=float, default=0.1, help="of the larger one; 1 is a large project")
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help=f"of {', '.join(INPUTS)}")
    options = parser.parse_args()
    worst = 0
    for name in options.inputs or INPUTS:
        bad = growth(INPUTS[name], options.size / 4)
        print(f"{name}: {len(bad)} functions take more than {TIMES:g} times the steps for 4 times the input")
        for function, few, many in bad[:20]:
            print(f"  {many / max(few, 1):6.1f} x  {few:>10,} -> {many:>11,}  {function}")
        worst = max(worst, len(bad))
    return int(worst > 0)


if __name__ == "__main__":
    raise SystemExit(main())
