"""The fact `FeatureFunction`: what makes features of raw data, which training and serving must do alike."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.project import Layout, Profile, is_decorated
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.families import own_modules
from roadworthy.facts.tests.measured import Grade
from roadworthy.facts.tests.public import NOT_TO_TEST, is_exempt
from roadworthy.facts.tests.reach import Reached
from roadworthy.facts.tests.suite import Suite

#: Modules and packages that are named for nothing else.
_MODULES = frozenset(
    "encoders feature feature_engineering features featurizer featurizers preprocess preprocessing"
    " preprocessor transformers transforms".split()
)
#: How the names of functions begin that compute features, and how those end that have to do with some.
_COMPUTES = re.compile(r"(pre_?process|featuri[sz]e|engineer|impute|one_hot|tokeni[sz]e|vectori[sz]e)(_\w+)?")
_NAMES = re.compile(r"(\w+_)?features?")
_SHOWS = ("describe_", "plot_", "print_", "report_", "show_", "summarise_", "summarize_")
#: Methods of scikit-learn's transformers, and the classes that have them.
_METHODS = frozenset(("transform", "inverse_transform"))
_BASES = frozenset(("BaseEstimator", "TransformerMixin", "OneToOneFeatureMixin"))


@dataclass(frozen=True, slots=True)
class FeatureFunction:
    """A function or method that makes features, and whether tests reach it: as measured, else by name."""

    name: str
    at: Location
    tested: bool
    grade: Grade


@fact
def feature_functions(
    profile: Profile,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    suite: Suite,
    tests: Reached,
    evidence: Evidence,
) -> tuple[FeatureFunction, ...]:
    """List what makes features in a service of models; nothing elsewhere."""
    found: list[FeatureFunction] = []
    for module in own_modules(modules, layout, suite) if profile.name == "ml-service" else ():
        classes = {item.name: item for item in module.definitions if item.kind == "class"}
        for item in module.definitions if not is_exempt(module) else ():
            owner = classes.get(item.owner)
            if not _makes_features(item, owner, module.path) or item.doctested or _starts(item, module):
                continue
            grade = evidence.of(module.path, item.span.line)
            reached = item.name in tests.names and (owner is None or owner.name in tests.names)
            tested = reached if grade is Grade.UNMEASURED else grade in (Grade.CALLED, Grade.EXECUTED)
            name = f"{layout.module_name(module.path)}.{'.'.join(item.route)}"
            at = Location(module.path, item.route, item.span)
            found.append(FeatureFunction(name, at, tested, grade))
    return tuple(found)


def _starts(item: Definition, module: ModuleSummary) -> bool:
    """Tell whether a function is the `main` of a module, which calls other functions of it.

    `pipeline-untested` reports it, and these are what computes.
    """
    others = {one.name for one in module.definitions if one.kind == "function"} - {item.name}
    return item.name == "main" and not others.isdisjoint(item.names)


def _makes_features(item: Definition, owner: Definition | None, path: str) -> bool:
    if item.kind == "class" or item.trivial or item.plain or item.name.startswith("_"):
        return False
    # Who selects columns or drops rows computes none.
    if "selects" in item.marks or NOT_TO_TEST.intersection(item.decorators):
        return False
    if item.owner:
        bases = {base.rpartition(".")[2] for base in owner.bases} if owner else set()
        return item.name in _METHODS and bool(bases & _BASES)
    # A report on features shows them to someone, and no model.
    if item.name.startswith(_SHOWS) or item.name.endswith(("_plot", "_report", "_summary")):
        return False
    if _COMPUTES.fullmatch(item.name):
        return True
    # What answers requests about features looks them up in a store.
    if is_decorated(item, around=True):
        return False
    named = _MODULES.intersection(path.removesuffix(".py").split("/"))
    return bool(named or _NAMES.fullmatch(item.name))
