"""Programs that a walk through commands does not follow, and why."""

from __future__ import annotations

from itertools import pairwise

from roadworthy.core.late_re import re
from roadworthy.facts.ci.verbs import Words

#: Programs whose arguments are texts, and no commands.
SPOKEN = frozenset(
    "git gh glab curl wget sed awk jq find perl ruby node mail slack notify-send logger read yq".split()
)
#: Runners whose files are not read.
OPAQUE = frozenset(
    "bazel bazelisk pants ./pants rake gradle ./gradlew mvn mage earthly dagger nix nix-build nix-shell"
    " doit robot pabot"
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
#: What writes Makefiles that compile.
GENERATORS = frozenset("cmake cmake3 qmake qmake6 qmake-qt5".split())
#: What only handles files, or prints.
IDLE = frozenset("echo printf rm mkdir cp mv ls cat grep which type test [ [[".split())

#: What runs the tests of Python, as a word of a command of another program: `ssh host pytest`.
_RUNNERS = frozenset(("nox", "py.test", "pytest", "tox", "unittest"))
#: How an unknown program may be told to run tests: `ninja test`, `--target test`, `odoo --test-enable`.
_ASKED = re.compile(
    r"(?i)(?:--)?(?:run[-_:]?)?(?:unit[-_:]?)?tests?(?:[-_:](?:all|enable|units?|python|py))?|discover"
)
#: Programs whose tests are not those of Python, or whose words are names, such as those of databases.
_OTHERS = frozenset(
    "apk apt apt-get aws az brew bun cargo choco command conda conftest createdb createuser cypress"
    " dbt deno dnf docker dotnet dropdb flutter gcloud gh git go helm jest kitchen kubeconform mamba"
    " micromamba mix mvn mysql mysqladmin newman npm npx nvm phpunit playwright pnpm psql pyenv redis-"
    " cli rspec sam serverless service sls snyk sqlite3 swift systemctl terraform tofu trivy type"
    " build circleci conda-lock pip pip-compile pip-sync pipenv poetry twine uv"
    " virtualenv vitest which xcodebuild yarn yum".split()
)


def is_test_request(word: str) -> bool:
    """Tell whether a word asks a program to run tests: `test`, `check`, `run-unit-tests`."""
    return word == "check" or bool(_ASKED.fullmatch(word))


def may_test(words: Words) -> bool:
    """Tell whether a command of a program that is not known here may run the tests of Python."""
    if words[0] in _OTHERS or "install" in words[1:4] or "add" in words[1:3]:
        return False
    # What comes first, or after `run`, is what is asked for; elsewhere it is a name.
    asked = [word for before, word in pairwise(words[:20]) if before in (words[0], "run", "--target", "-m")]
    asked += [word for word in words[1:20] if word.startswith("--")]
    return any(word in _RUNNERS for word in words[1:20]) or any(map(_ASKED.fullmatch, asked))
