"""Compare what Roadworthy knows of real pipelines with `pipelines.tsv`, which was labelled by hand before.

    python tests/ecosystem/pipelines.py [--update] DIRECTORY_OF_CHECKOUTS

A row of `pipelines.tsv` is one file of a public repository: its commit, a label a question, and our answers.
The questions are whether the pipeline runs the tests, runs them before a merge, runs a linter, a type
checker, a scanner, builds a wheel, and publishes one. Labels: `y`, `n`, `?` (the file cannot tell) and `-`
(not labelled). Answers: `y`, `n`, `?` (unknown). DIRECTORY holds checkouts named `owner+name`; what is not
there keeps its answers. The exit code is 1 where an answer is wrong, or differs from the one recorded.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy.core.fault import Blocked
from roadworthy.facts.ci import BEFORE_MERGE, CI, Pipeline, Verb
from roadworthy.facts.ci.joined import ci
from roadworthy.facts.ci.recognise import pipeline, pipeline_files
from roadworthy.facts.ci.resolver import Resolver
from roadworthy.facts.ci.workflow import CIFiles
from roadworthy.tree.tree import DirectoryTree

LABELS = Path(__file__).parent / "pipelines.tsv"
QUESTIONS = ("tests", "before merge", "lint", "types", "scan", "wheel", "publish")
_VERBS = (
    (Verb.TESTS,),
    (Verb.TESTS,),
    (Verb.LINTS,),
    (Verb.TYPES,),
    (Verb.AUDITS,),
    (Verb.BUILDS_WHEEL,),
    (Verb.PUBLISHES,),
)


def rows() -> list[list[str]]:
    """Return repository, commit, file, labels and answers of each row."""
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def answers(checkout: Path, file: str) -> str:
    """Return what we know of one file of a checkout, a letter for each question."""
    tree = DirectoryTree(str(checkout))
    read: list[Pipeline] = []
    for known in pipeline_files(tree):
        try:
            read.append(pipeline(known, tree))
        except Blocked:
            continue
    whole = ci(CIFiles(()), (), tuple(read), Resolver(tree), tree)
    unseen = [item for one in read if one.file == file for item in one.unseen]
    alone = CI((file,), tuple(r for r in whole.jobs if r.pipeline.file == file), tuple(unseen))
    if not any(one.file == file for one in read):
        return "?" * len(QUESTIONS)
    told = [
        alone.answer(*verbs, events=BEFORE_MERGE if number == 1 else None).value
        for number, verbs in enumerate(_VERBS)
    ]
    return "".join({"yes": "y", "no": "n", "unknown": "?"}[value] for value in told)


def verdicts(labels: str, given: str) -> Counter[str]:
    """Count answers that are right, unknown, a false yes and a false no."""
    found: Counter[str] = Counter()
    for label, answer in zip(labels, given, strict=True):
        if label == "-":
            continue
        if answer == "?":
            found["unknown"] += 1
        elif label == answer:
            found["right"] += 1
        else:
            found["false yes" if answer == "y" else "false no"] += 1
    return found


def main() -> int:
    """Judge the checkouts; compare, or update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the answers")
    parser.add_argument("directory", type=Path, help="holds the checkouts")
    given = parser.parse_args()
    total: Counter[str] = Counter()
    made, differ = [], 0
    for repository, commit, file, labels, recorded in rows():
        checkout = given.directory / repository.replace("/", "+")
        answer = answers(checkout, file) if (checkout / file).exists() else recorded
        found = verdicts(labels, answer)
        total += found
        if answer != recorded or found["false yes"] or found["false no"]:
            differ += answer != recorded
            print(repository, file, labels, answer, dict(found))
        made.append("\t".join((repository, commit, file, labels, answer)))
    head = [line for line in LABELS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    if given.update:
        LABELS.write_text("\n".join([*head, *made]) + "\n", encoding="utf-8")
    print(f"{len(made)} files, {total.total()} questions: {dict(total)}; {differ} answers differ")
    return int(not given.update and bool(differ or total["false yes"] or total["false no"]))


if __name__ == "__main__":
    sys.exit(main())
