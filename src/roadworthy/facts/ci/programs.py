"""Programs that a walk through commands does not follow, and why."""

from __future__ import annotations

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
