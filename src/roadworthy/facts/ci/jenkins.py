"""Jenkinsfiles, declarative and scripted ("Pipeline Syntax"), as far as they can be read without Groovy."""

from __future__ import annotations

from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.ci.groovy import GroovyToken, groovy_tokens
from roadworthy.facts.ci.jenkins_outcome import hides_errors, status_decides
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import Reading
from roadworthy.tree.tree import Tree

_SHELLS = {"sh": True, "bat": False, "powershell": False, "pwsh": False}
#: Steps of Jenkins and its usual plugins that run nothing of the project.
_OWN = frozenset(
    "agent always ansiColor archiveArtifacts axes axis booleanParam branch buildDiscarder catchError"
    " changeRequest"
    " changeset checkout choice cleanWs cleanup container credentials cron dir disableConcurrentBuilds echo"
    " emailext environment environmentVariables error excludes expression failure fileExists fixed git"
    " gitlabCommitStatus"
    " husky if input isUnix junit label library load lock logRotator mail matrix milestone node not notBuilt"
    " options parallel parameters pipeline pollSCM post properties publishHTML readFile readJSON readYaml"
    " recordIssues regression retry script scm setBuildStatus skipDefaultCheckout sleep slackSend stage"
    " stages"
    " stash steps string success timeout timestamps tool tools triggers try unstable unstash unsuccessful"
    " when"
    " while withCredentials withDockerContainer withDockerRegistry withEnv withSonarQubeEnv wrap writeFile ws"
    " checkoutToSubdirectory containerTemplate containerTemplates defaultContainer findText idleMinutes"
    " inheritFrom"
    " kubernetes podTemplate textFinder withVault yaml yamlFile"
    " allOf anyOf buildingTag tag beforeAgent deleteDir currentBuild env params println print return def"
    " for catch"
    " finally else switch case new throw sh bat powershell pwsh build docker sshagent"
    " waitForQualityGate waitUntil warnError step cobertura publishCoverage recordCoverage step"
    " usernamePassword file"
    " sshUserPrivateKey usernameColonPassword secretText upstream githubPush gitlab quietPeriod"
    " durabilityHint".split()
)
_LIBRARY = re.compile(r"@Library\b|\blibrary[ \t]*+[\"'(]")
_REQUEST = re.compile(
    r"\bchangeRequest\b|\bCHANGE_ID\b|\bghprb\w+|merge_request|triggerOnMergeRequest|\bpullRequest\b"
)
_DEFINITION = re.compile(r"\b(?:def|void|String|boolean|Boolean|int|Map|List|static)\s+(\w+)\s*\(")

#: What stands for the name of an image that Groovy computes.
_IMAGE = "${image}"
#: How many tokens of a call are looked at for the name of an image.
_ARGUMENTS = 8
#: How deep blocks may nest, and what is told of the name of one.
_BLOCKS = 50
_TITLE = 200


@dataclass(eq=False, slots=True)
class _Block:
    name: str
    title: str = ""
    start: int = 0


@dataclass(slots=True)
class _State:
    """What surrounds the tokens that are read."""

    blocks: list[_Block] = field(default_factory=list)
    #: Blocks that are open within the last one of `blocks`, and are taken for parts of it.
    deeper: int = 0
    steps: dict[str, list[Step]] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)


def read_jenkins(tree: Tree, path: str) -> Pipeline:
    """Read a Jenkinsfile; raises `Unreadable` where it is no text."""
    return _Jenkins(tree, path).pipeline()


class _Jenkins:
    def __init__(self, tree: Tree, path: str) -> None:
        self.tree, self.path = tree, path
        self.lines = tree.lines(path, strict=False)
        self.text = self.lines.text
        self.reading = Reading(tree)
        self.tokens = groovy_tokens(self.text)
        self.variables: dict[str, str] = {}
        self.image = _IMAGE
        self.defined = frozenset(_DEFINITION.findall(self.text))
        self.has_library = _LIBRARY.search(self.text) is not None
        self.has_request = _REQUEST.search(self.text) is not None

    def at(self, offset: int) -> Location:
        line, column = self.lines.position(offset)
        return Location(self.path, (), Span(line, column, line, column))

    def pipeline(self) -> Pipeline:
        state = _State()
        for index, token in enumerate(self.tokens):
            if token.kind == "sign" and token.text == "{":
                if len(state.blocks) < _BLOCKS:
                    state.blocks.append(self.block(index))
                else:
                    state.deeper += 1
            elif token.kind == "sign" and token.text == "}":
                if state.deeper:
                    state.deeper -= 1
                elif state.blocks:
                    closed = state.blocks.pop()
                    if closed.name == "when" and state.blocks:
                        state.conditions[_stage(state)] = self.text[closed.start : token.start]
            elif token.kind == "word":
                self.word(state, index, token)
        if self.has_library:
            self.reading.miss(self.at(0), "a shared library")
        jobs = [
            PipelineJob(
                name,
                state.places[name],
                tuple(steps),
                self.events(state.conditions.get(name, "")),
                {key: (value,) for key, value in self.variables.items()},
            )
            for name, steps in state.steps.items()
        ]
        return Pipeline("Jenkins", self.path, tuple(jobs), tuple(self.reading.unseen))

    def events(self, condition: str) -> frozenset[Event]:
        """Return what starts a stage: the jobs of Jenkins are set up outside of the file."""
        if re.search(r"\bbuildingTag\b|\btag\b", condition):
            return frozenset({Event.TAG})
        if re.search(r"\bchangeRequest\b", condition) and "not" not in condition:
            return frozenset({Event.REQUEST})
        if re.search(r"\bexpression\s*\{\s*(return\s+)?false\s*\}", condition):
            return frozenset()
        if re.search(r"\bbranch\b|BRANCH_NAME\s*==", condition) and "not" not in condition:
            return frozenset({Event.MAIN})
        if self.has_request and not _REQUEST.search(condition):
            return frozenset({Event.REQUEST, Event.UNKNOWN})
        return frozenset({Event.UNKNOWN})

    def block(self, index: int) -> _Block:
        """Return what the block is that opens at a token: the word before it, and its first string."""
        title = ""
        depth = 0
        for back in range(index - 1, max(index - 200, -1), -1):
            token = self.tokens[back]
            if token.text == ")" and token.kind == "sign":
                depth += 1
            elif token.text == "(" and token.kind == "sign":
                depth -= 1
            elif token.kind == "string":
                title = token.text[:_TITLE]
            elif token.kind == "word" and depth == 0:
                return _Block(token.text, title, self.tokens[index].start)
            elif (token.kind == "line" and depth == 0 and self.tokens[back - 1].text != ")") or (
                token.text in "{}" and token.kind == "sign"
            ):
                break
        return _Block("", title, self.tokens[index].start)

    def word(self, state: _State, index: int, token: GroovyToken) -> None:
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        before = self.tokens[index - 1] if index else None
        dotted = before is not None and before.text == "."
        if after is None:
            return
        if token.text in _SHELLS and not dotted and after.text not in (":", "=", ".", ","):
            self.shell(state, index, token)
        elif after.text == "=" and index + 2 < len(self.tokens) and self.tokens[index + 2].kind == "string":
            self.variables.setdefault(token.text, self.tokens[index + 2].text)
        elif dotted and token.text == "build" and index > 1 and self.tokens[index - 2].text == "docker":
            self.image = self.built(index)
            self.add(state, token, f"docker build -t {self.image} .")
        elif dotted and token.text == "push" and after.text == "(":
            name = next((one.text for one in self.tokens[index + 1 : index + 4] if one.kind == "string"), "")
            # `image.push('1.4')` names the tag alone, and `image.push()` what was built.
            tagged = name if "/" in name or ":" in name else f"{_IMAGE}:{name}" if name else self.image
            self.add(state, token, f"docker push {tagged}")
        elif token.text == "load" and after.kind in ("string", "sign") and not dotted:
            self.load(state, index, token)
        elif (
            before is not None
            and before.kind == "line"
            and (after.text == "(" or after.kind == "string")
            and not dotted
            and token.text not in _OWN
            and token.text not in self.defined
            and self.has_library
        ):
            self.reading.miss(self.at(token.start), f"`{token.text}`, which a shared library defines")

    def built(self, index: int) -> str:
        """Return the image that `docker.build` is given: `demo:1`, or `${name}:$NUMBER` of a sum."""
        given = self.tokens[index + 1 : index + 1 + _ARGUMENTS]
        if given[:1] and given[0].text == "(":
            given = given[1:]
        name = ""
        for at, one in enumerate(given):
            if one.kind == "string":
                name += one.text
            elif one.kind == "word" and at and given[at - 1].text == ".":
                name = f"{name.removesuffix('}')}.{one.text}}}"
            elif one.kind == "word":
                name += f"${{{one.text}}}"
            elif one.text not in ("+", "."):
                break
        return name or _IMAGE

    def load(self, state: _State, index: int, token: GroovyToken) -> None:
        name = next((one.text for one in self.tokens[index + 1 : index + 4] if one.kind == "string"), None)
        if name is None or name not in self.tree.files:
            self.reading.miss(self.at(token.start), f"`load {name or '...'}`")
            return
        if name in self.reading.opened or len(self.reading.opened) > 20:
            return
        self.reading.opened.add(name)
        inner = _Jenkins(self.tree, name)
        inner.reading = self.reading
        for job in inner.pipeline().jobs:
            state.steps.setdefault(f"{name}: {job.name}", []).extend(job.steps)
            state.places.setdefault(f"{name}: {job.name}", job.at)

    def shell(self, state: _State, index: int, token: GroovyToken) -> None:
        """Read the script of `sh 'x'`, `sh(script: 'x', returnStatus: true)` and their like."""
        script: GroovyToken | None = None
        given = list[str]()
        depth, status = 0, False
        for one in self.tokens[index + 1 : index + 200]:
            if one.kind == "sign" and one.text in "([":
                depth += 1
            elif one.kind == "sign" and one.text in ")]":
                depth -= 1
                if depth <= 0:
                    break
            elif (one.kind == "line" and depth == 0) or one.text in ("{", "}", ";"):
                break
            elif one.kind == "word":
                given.append(one.text)
                status = status or one.text == "returnStatus"
            elif one.kind == "string" and (
                "script" in given[-1:]
                or script is None
                or (given[-1:] != ["script"] and "script" in given and script.text == "")
            ):
                script = one if given[-1:] in ([], ["script"]) else script
        decides = status and status_decides(self.tokens, index, self.text)
        tolerated = "`returnStatus` is set" if status and not decides else ""
        if script is None:
            name = next((word for word in given if word in self.variables), None)
            if name is None:
                self.reading.miss(self.at(token.start), f"the script of `{token.text}`, which is computed")
                return
            self.add(state, token, self.variables[name], tolerated=tolerated)
            return
        self.add(state, token, script.text, script, _SHELLS[token.text], tolerated)

    def add(
        self,
        state: _State,
        token: GroovyToken,
        script: str,
        source: GroovyToken | None = None,
        errexit: bool = True,
        tolerated: str = "",
    ) -> None:
        at = self.at(token.start)
        if not self.reading.room(at):
            return
        for block in reversed(state.blocks):
            if hides_errors(block.name, block.start, self.text):
                tolerated = tolerated or f"`{block.name}` is around it"
        folder = "/".join(block.title for block in state.blocks if block.name == "dir" and block.title)
        stage = _stage(state)
        state.places.setdefault(stage, at)
        line = self.lines.position(source.inner)[0] if source is not None else None
        first = script.lstrip("\\")
        step = Step(
            at,
            first,
            tolerated=tolerated,
            line=line,
            directory=folder if "$" not in folder else "",
            errexit=errexit,
            pipefail=False,
            always=any(block.name in ("always", "cleanup", "finally") for block in state.blocks),
        )
        state.steps.setdefault(stage, []).append(step)


def _stage(state: _State) -> str:
    names = [block.title for block in state.blocks if block.name == "stage" and block.title]
    return " / ".join(names) or "pipeline"
