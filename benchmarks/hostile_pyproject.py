"""Time all findings of hostile pyproject.toml files of at most 60 KB, beside what tomli takes to read them.

Run it by hand: `python benchmarks/hostile_pyproject.py`. The exit code is 1 if one takes over a second of
processor time.
"""

from __future__ import annotations

import sys
import time

import tomli

from roadworthy.testing.pages import inspect_files, installed_rules

HEAD = '[project]\nname = "demo"\nversion = "1"\n'


def listed(key: str, items: list[str], head: str = HEAD) -> str:
    return f"{head}{key} = [{', '.join(items)}]\n"


HOSTILE = {
    "unknown classifiers": listed("classifiers", [f'"Topic :: Nothing {n}"' for n in range(2400)]),
    "invalid dependencies": listed("dependencies", [f'"demo{n}>=>{n}"' for n in range(3400)]),
    "one dependency, repeated": listed("dependencies", [f'"numpy>={n}"' for n in range(4000)]),
    "versions that exclude each other": listed("dependencies", [f'"numpy=={n}"' for n in range(4000)]),
    "deep keys": "\n".join(f"b{n}{'.a' * 60} = 1" for n in range(440)),
    "unknown keys": HEAD + "\n".join(f"key{n} = 1" for n in range(5000)),
    "a chain of groups": "[dependency-groups]\n"
    + "\n".join(f'g{n} = [{{ include-group = "g{n + 1}" }}]' for n in range(1500)),
    "a chain of extras": f"{HEAD}[project.optional-dependencies]\n"
    + "\n".join(f'e{n} = ["demo[e{n + 1}]"]' for n in range(2200)),
    "wrong scripts": f"{HEAD}[project.scripts]\n" + "\n".join(f'"s {n}" = "x y"' for n in range(3400)),
    "stars": listed("license-files", [f'"{"*" * 30000}b"', f'"{"*a" * 14000}"']),
    "a long version": f'[project]\nname = "demo"\nversion = "{"1." * 29000}1"\n',
    "wrong setuptools": f'{HEAD}[build-system]\nrequires = ["setuptools"]\n'
    'build-backend = "setuptools.build_meta"\n[tool.setuptools.package-data]\n'
    + "\n".join(f'"a b {n}" = 1' for n in range(3400)),
}


def main() -> int:
    rules = [rule for rule in installed_rules() if rule.group in ("metadata", "dependencies")]
    inspect_files({"pyproject.toml": HEAD.encode()}, rules)  # Imports are not what is measured.
    worst = 0.0
    for name, text in HOSTILE.items():
        start = time.process_time()
        tomli.loads(text)
        read = time.process_time() - start
        start = time.process_time()
        result = inspect_files({"pyproject.toml": text.encode()}, rules)
        taken = time.process_time() - start
        worst = max(worst, taken)
        print(
            f"{name:<34}{len(text) / 1000:5.0f} KB  {taken:5.2f} s  {taken / max(read, 1e-4):6.0f} x tomli"
            f"  {len(result.findings):5} findings"
        )
    return int(worst > 1.0)


if __name__ == "__main__":
    sys.exit(main())
