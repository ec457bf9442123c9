"""Compare what Roadworthy says of real services with `services.tsv`, which was labelled by hand before.

    python tests/ecosystem/services.py [--update] DIRECTORY_OF_CHECKOUTS

A row of `services.tsv` is one public repository: its commit, the level of evidence of each practice by
hand, and ours. Levels: `0`, `half`, `1a` (requests lead to it), `1b` (a schedule does); labels may be `?`
(not labelled) and answers `?` (unknown) or `-` (not asked). DIRECTORY holds checkouts named `owner+name`;
what is not there keeps its answers. Of a repository of several projects the best answer counts.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy.commands.run import Request, check
from roadworthy.core.score_result import PracticeScore

LABELS = Path(__file__).parent / "services.tsv"
PRACTICES = (
    "drift-watched",
    "input-validated",
    "requests-counted",
    "errors-reported",
    "predictions-explained",
)
_ORDER = ("-", "?", "0", "half", "1a", "1b")


def level(answer: PracticeScore) -> str:
    """Return the level of a practice's answer: what names none is 1a where it is kept, else 0."""
    text = answer.chain[0][0] if answer.chain else ""
    if text.startswith("level "):
        return text.removeprefix("level ").partition(":")[0]
    if answer.state == "yes":
        return "1a"
    return {"unknown": "?", "not-applicable": "-"}.get(answer.state, "0")


def answers(checkout: Path) -> list[str]:
    """Return the best level of each practice over the projects of a checkout."""
    found = dict.fromkeys(PRACTICES, "-")
    for project in check(Request((str(checkout),))).projects:
        for group in project.score.groups if project.score else ():
            for item in group.practices:
                if item.name in found:
                    found[item.name] = max(found[item.name], level(item), key=_ORDER.index)
    return list(found.values())


def main() -> int:
    """Print how many answers are right, wrong and silent; return 1 where one is wrong by two levels."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("checkouts", type=Path)
    given = parser.parse_args()
    rows, told = [], Counter[str]()
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            rows.append(line)
            continue
        name, commit, *values = line.split("\t")
        labels, ours = values[: len(PRACTICES)], values[len(PRACTICES) :]
        checkout = given.checkouts / name.replace("/", "+")
        if checkout.is_dir():
            ours = answers(checkout)
        for practice, label, answer in zip(PRACTICES, labels, ours, strict=True):
            if label == "?":
                continue
            far = abs(_ORDER.index(answer) - _ORDER.index(label)) if answer in _ORDER[2:] else 0
            kind = "silent" if answer in _ORDER[:2] else ("right", "wrong")[far > 0]
            told.update((kind, "by two") if far > 1 else (kind,))
            if far:
                print(f"{name}: {practice} is {label}, not {answer}")
        rows.append("\t".join((name, commit, *labels, *ours)))
    print(", ".join(f"{kind} {count}" for kind, count in sorted(told.items())))
    if given.update:
        LABELS.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return int(told["by two"] > 0)


if __name__ == "__main__":
    sys.exit(main())
