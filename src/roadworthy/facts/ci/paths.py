"""Where CI systems look for their pipelines, by their documentation: one table for all who ask."""

from __future__ import annotations

from roadworthy.core.late_re import re

#: The systems that are read. Jenkins and Azure are told the path, so it may be any.
READ = (
    ("github", re.compile(r"\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml")),
    ("gitlab", re.compile(r"\.gitlab-ci\.ya?ml")),
    ("circleci", re.compile(r"\.circleci/config\.ya?ml")),
    (
        "jenkins",
        re.compile(r"(?:[^/]+/)*+(?:Jenkinsfile[^/]*|[^/]+[._-]?Jenkinsfile|[^/]+\.jenkinsfile|\.jenkins)"),
    ),
    ("azure", re.compile(r"(?:[^/]+/)*+\.?azure-pipelines?(?:[._-][^/]*)?\.ya?ml")),
    ("bitbucket", re.compile(r"bitbucket-pipelines\.ya?ml")),
)
#: Systems that are not read, and directories whose files Azure may be told.
_UNREAD = re.compile(
    r"""
      \.azure-pipelines/.+\.ya?ml
    | \.travis\.ya?ml
    | \.cirrus\.(ya?ml|star)
    | \.?appveyor\.ya?ml
    | \.woodpecker[^/]*\.ya?ml | \.woodpecker/.+\.ya?ml
    | \.buildkite/.+
    | \.drone\.(ya?ml|star|jsonnet)
    | \.semaphore/.+\.ya?ml
    | \.builds/[^/]+\.ya?ml | \.build\.ya?ml
    | (.*/)?jjb([._\-][^/]*)?\.ya?ml | (?=(?:.*/)?jjb/).+\.ya?ml
    | \.?zuul\.ya?ml | \.?zuul\.d/.+\.ya?ml
    | \.tekton/.+\.ya?ml | \.teamcity/.+ | bamboo-specs/.+\.ya?ml | \.harness/.+\.ya?ml
    | ([^/]+/){0,4}([^/]*[._-])?cloud[_-]?build[^/]*\.(ya?ml|json)
    | ([^/]+/){0,4}\.?cloud[_-]?build/[^/]+\.ya?ml
    | ([^/]+/){0,2}buildspec[^/]*\.ya?ml
    | \.?evergreen\.ya?ml | screwdriver\.ya?ml
    """,
    re.VERBOSE,
)
#: Where copies and examples lie, among the files whose path may be any.
ASIDE = re.compile(
    r"(?i)(?:.*/)?(?:node_modules|vendor|third_party|tests?|fixtures|examples?|templates?|docs?)/.*",
    re.DOTALL,
)
_TEXTS = (".md", ".txt", ".yml", ".yaml", ".py")


def system_of(path: str) -> str:
    """Return the system that is read and looks for its pipeline at a path; else an empty text."""
    system = next((name for name, pattern in READ if pattern.fullmatch(path)), "")
    if system == "jenkins" and (path.endswith(_TEXTS) or ASIDE.fullmatch(path)):
        return ""
    return system


def configures_ci(path: str) -> bool:
    """Tell whether any system looks for its pipeline at a path, whether it is read or not."""
    if ASIDE.fullmatch(path):
        return False
    return bool(system_of(path)) or _UNREAD.fullmatch(path) is not None
