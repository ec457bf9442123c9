"""The list of public functions that a report gives, with what their tests were judged by."""

from __future__ import annotations

from roadworthy.core.evidence import TestedFunction, TestEvidence
from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.signature import every
from roadworthy.engine.inspect import Inspection
from roadworthy.facts.tests import Evidence, PublicFunction


def tested_functions(inspection: Inspection) -> TestEvidence | None:
    """List every public function with its grade."""
    try:
        functions = inspection.facts.get(every(PublicFunction))
        evidence = inspection.facts.get(Evidence)
    except (Blocked, Unmeasured):
        return None
    except Exception:
        # A fact that raises is the crash of the rule that asked for it.
        return None
    prefix = inspection.placer.prefix
    return TestEvidence(
        tuple((s.path, s.kind, s.by_test, s.problems) for s in evidence.sources),
        tuple(
            TestedFunction(
                f.name, prefix + f.at.file, f.at.span.line if f.at.span else 1, f.grade.value, f.reached
            )
            for f in functions
        ),
    )
