from collections.abc import Iterator
from itertools import pairwise

from roadworthy import CI, Finding, Location, Severity, ShellCommand, rule

_SHELLS = frozenset("bash sh zsh dash python python3 perl ruby node sudo".split())


@rule(Severity.NOTE, since="0.1", security=3.9, cwe=494)
def remote_script_run(ci: CI) -> Iterator[Finding]:
    """A pipeline downloads a script and runs it.

    Anyone who controls the server or its domain can run commands with the pipeline's secrets, and you cannot
    tell which version ran. Install the tool with a pinned action or package, or verify a hash of the file
    before you run it.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: curl -sSL https://tools.demo.example/install.sh | bash
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: |
              curl -sSL https://tools.demo.example/data.json | jq .version
              curl -sSLO https://tools.demo.example/install.sh
              sha256sum --check install.sh.sha256 && bash install.sh
    ```
    """
    places: list[Location] = []
    first = ""
    for ran in ci.jobs:
        for step in ran.job.steps:
            commands = step.commands()
            for one, then in pairwise(commands):
                if _downloads(one) and then.words[0].rpartition("/")[2] in _SHELLS:
                    first = first or next((w for w in one.words if "://" in w), one.words[0])
                    places.append(step.place(one))
    if places:
        more = f" ({len(places)} times)" if len(places) > 1 else ""
        yield Finding(
            f"`{first}` is downloaded and run without verification{more}",
            places[0],
            None,
            tuple(places[1:10]),
        )


def _downloads(command: ShellCommand) -> bool:
    return command.words[0] in ("curl", "wget") and command.after == "|"
