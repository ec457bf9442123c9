"""Programs that a walk through commands does not follow, and why."""

from __future__ import annotations

from roadworthy.core.late_re import re
from roadworthy.facts.ci.verbs import Words

#: Programs whose arguments are texts, and no commands.
SPOKEN = frozenset(
    "git gh glab curl wget sed awk jq find perl ruby node mail slack notify-send logger read yq".split()
)
#: Runners whose files are not read.
OPAQUE = frozenset(
    "bazel bazelisk pants ./pants rake gradle ./gradlew mvn mage earthly dagger nix nix-build nix-shell"
    " doit dvc robot pabot"
    " buck2 scons waf moon nx turbo act garden tilt conan ninja cmake ctest meson snakemake luigi kedro"
    " bake lefthook"
    " bundle guix molecule tmt st2 bolt pyinvoke shlax devpi tbump zest.releaser fullrelease"
    " semantic-release".split()
)
#: Of these, the ones that do not test the project whatever they are given.
NO_TESTS = frozenset(
    "mvn gradle ./gradlew bundle conan ninja cmake rake zest.releaser fullrelease semantic-release tbump"
    " devpi garden"
    " tilt nx turbo".split()
)
#: What only handles files, or prints.
IDLE = frozenset("echo printf rm mkdir cp mv ls cat grep which type test [ [[".split())

#: What runs the tests of Python, as a word of a command of another program: `ssh host pytest`.
_RUNNERS = frozenset(("nox", "py.test", "pytest", "tox", "unittest"))
#: How an unknown program may be told to run tests: `ninja test`, `--target test`, `odoo --test-enable`.
_ASKED = re.compile(
    r"(?i)(?:--)?(?:run[-_:]?)?(?:unit[-_:]?)?tests?(?:[-_:](?:all|enable|unit|units|python|py))?|discover"
)
#: Programs whose tests are not those of Python, or that only look for what runs them.
_OTHERS = frozenset(
    "aws az bun cargo command conftest cypress dbt deno docker dotnet flutter gcloud gh git go helm jest"
    " kitchen"
    " kubeconform mix mvn newman npm npx phpunit playwright pnpm rspec sam serverless sls snyk swift"
    " terraform"
    " tofu trivy type vitest which xcodebuild yarn".split()
)


def may_test(words: Words) -> bool:
    """Tell whether a command of a program that is not known here may run the tests of Python."""
    if words[0] in _OTHERS or "install" in words[1:4] or "add" in words[1:3]:
        return False
    return any(word in _RUNNERS or _ASKED.fullmatch(word) for word in words[1:20])
