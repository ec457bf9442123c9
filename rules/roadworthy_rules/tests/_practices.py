"""What earns the points of tests."""

from __future__ import annotations

from roadworthy import (
    Answer,
    Code,
    Location,
    PublicFunction,
    Suite,
    SuiteReach,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules.tests.public_function_untested import FunctionReach


@practice(5, rules=("tests-missing",))
def suite_reaches_code(
    code: Code, suite: Suite, reach: SuiteReach, reached: FunctionReach | None
) -> Answer | None:
    """Tests run the project's code.

    The answer is unknown if the tests lead to no public function, but start programs or use the network.
    """
    if not any(module.role == "source" for module in code.modules) and not code.notebooks:
        return None
    if not suite.paths and not suite.examples:
        return lacking("only projects below have tests" if suite.below else "there are no tests")
    if reach.nothing:
        return lacking("the tests do not run the project's code")
    if reached and reached.first and not reached.tested:
        return untold("the tests lead to no public function; what they start or ask for cannot be followed")
    if not suite.paths:
        return kept("examples in documentation are run as tests")
    number = len(suite.paths)
    first = min(suite.paths)
    return kept((f"{number} modules of tests" if number > 1 else f"`{first}` holds tests", Location(first)))


@practice(10, rules=("tests-missing", "public-function-untested", "feature-function-untested"))
def functions_tested(
    code: Code, suite: Suite, reach: SuiteReach, functions: tuple[PublicFunction, ...] | None
) -> Answer | None:
    """Tests reach the public functions.

    The share of public functions and methods that tests lead to, as measured where there is data of what
    ran. One that only a file could lead to which cannot be read does not count either way.
    """
    if not any(module.role == "source" for module in code.modules) and not code.notebooks:
        return None
    if (not suite.paths and not suite.examples) or reach.nothing:
        return lacking("no test runs any of them")
    if functions is None:
        return untold("the reach of the tests is unknown")
    told = [function for function in functions if not function.uncertain]
    if not told:
        return None
    tested = [function for function in told if function.tested]
    share = len(tested) / len(told)
    chain = [(f"`{function.name}`", function.at) for function in tested[:3]]
    reason = "" if share == 1 else f"{len(told) - len(tested)} of {len(told)} are reached by no test"
    return kept(*chain, share=share, reason=reason)
