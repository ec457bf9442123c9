"""Compare what Roadworthy says of real services with `services.tsv`, which was labelled by hand before.

    python tests/ecosystem/services.py [--update] DIRECTORY_OF_CHECKOUTS

A row of `services.tsv` is one public repository: its commit, the sample that it is of, the level of evidence
of each practice by hand, and ours. Levels: `0`, `half`, `1a` (requests lead to it, or it is kept), `1b` (a
schedule does), `-` (it does not apply); labels may be `?` (not labelled) and answers `?` (unknown). DIRECTORY
holds checkouts named `owner+name`; what is not there keeps its answers. Of a repository of several projects
the best answer counts. A practice that does not apply and is not asked is not counted.
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
    "predictions-logged",
    "input-quality-watched",
    "outliers-found",
    "bias-measured",
    "model-versioned",
    "model-signed",
    "lineage-kept",
    "training-reproducible",
    "health-answered",
    "image-installs-project",
    "deployed-by-pipeline",
    "deployment-health-checked",
    "deployment-limited",
    "release-pinned",
    "settings-from-environment",
)
_ORDER = ("-", "?", "0", "half", "1a", "1b")
_LEVELS = _ORDER[2:]


def level(answer: PracticeScore) -> str:
    """Return the level of a practice's answer: what names none is told by how far it is kept."""
    text = answer.chain[0][0] if answer.chain else ""
    if text.startswith("level "):
        return text.removeprefix("level ").partition(":")[0]
    told = {"yes": "1a", "partly": "half", "no": "0", "unknown": "?", "not-applicable": "-"}
    return told[answer.state]


def answers(checkout: Path) -> list[str]:
    """Return the best level of each practice over the projects of a checkout."""
    found = dict.fromkeys(PRACTICES, "-")
    for project in check(Request((str(checkout),))).projects:
        for group in project.score.groups if project.score else ():
            for item in group.practices:
                if item.name in found:
                    found[item.name] = max(found[item.name], level(item), key=_ORDER.index)
    return list(found.values())


def judged(label: str, answer: str) -> tuple[str, ...]:
    """Return how an answer compares with its label: nothing where there is nothing to compare."""
    if label == "?" or label == answer == "-":
        return ()
    if answer in ("-", "?"):
        return ("silent",)
    if label == "-":
        return ("wrong",)
    far = abs(_LEVELS.index(answer) - _LEVELS.index(label))
    return ("right",) if not far else ("wrong", "by two") if far > 1 else ("wrong",)


def main() -> int:
    """Print how many answers are right, wrong and silent; return 1 where one is wrong by two levels."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("checkouts", type=Path)
    given = parser.parse_args()
    rows: list[str] = []
    told: dict[str, Counter[str]] = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            rows.append(line)
            continue
        name, commit, sample, labels, ours = line.split("\t")
        checkout = given.checkouts / name.replace("/", "+")
        if checkout.is_dir():
            ours = " ".join(answers(checkout))
        for practice, label, answer in zip(PRACTICES, labels.split(), ours.split(), strict=True):
            found = judged(label, answer)
            told.setdefault(sample, Counter()).update(found)
            if found and found[0] != "right":
                print(f"{found[-1]}: {name}: {practice} is {label}, not {answer}")
        rows.append("\t".join((name, commit, sample, labels, ours)))
    for sample, counts in sorted(told.items()):
        print(f"sample {sample}:", ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())))
    if given.update:
        LABELS.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return int(any(counts["by two"] for counts in told.values()))


if __name__ == "__main__":
    sys.exit(main())
