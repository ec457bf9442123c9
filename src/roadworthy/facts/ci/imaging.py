"""What tools for containers do, by their arguments: build images, push them, and run services of them."""

from __future__ import annotations

from roadworthy.facts.ci.verbs import Verb, Words

#: Options of Docker before its command that take a value.
_BEFORE = frozenset("-H --host -c --context --config -l --log-level".split())
_TOOLS = frozenset("docker podman nerdctl buildah kaniko executor img docker-compose buildctl".split())


def image_acts(tool: str, rest: Words) -> list[tuple[Verb, str]]:
    """Return what a tool does to images, or starts of them, with these arguments; none for other tools."""
    if tool not in _TOOLS:
        return []
    if tool in ("kaniko", "executor"):
        name = _option(rest, "--destination", "-d")
        quiet = "--no-push" in rest
        return [(Verb.BUILDS_IMAGE, name)] + ([] if quiet else [(Verb.PUSHES_IMAGE, name)])
    while rest[:1] and rest[0] in _BEFORE:
        rest = rest[2:]
    plain = [word for word in rest if not word.startswith("-")]
    name = _option(rest, "--tag", "-t")
    if plain[:1] in (["build"], ["bud"]) or plain[:2] in (
        ["buildx", "build"],
        ["image", "build"],
        ["buildx", "bake"],
    ):
        pushes = "--push" in rest or any("push=true" in word for word in rest)
        return [(Verb.BUILDS_IMAGE, name)] + ([(Verb.PUSHES_IMAGE, name)] if pushes else [])
    if plain[:1] == ["push"] or plain[:2] == ["image", "push"]:
        return [(Verb.PUSHES_IMAGE, plain[-1])]
    compose = tool == "docker-compose" or plain[:1] == ["compose"]
    if compose and "push" in plain:
        return [(Verb.PUSHES_IMAGE, "compose")]
    if plain[:2] in (["stack", "deploy"], ["service", "update"]):
        return [(Verb.DEPLOYS, "swarm")]
    acts = [(Verb.BUILDS_IMAGE, "compose")] if compose and ("build" in plain or "--build" in rest) else []
    # `up --build -d` builds the image and starts it.
    if compose and "up" in plain and ("-d" in rest or "--detach" in rest):
        acts.append((Verb.DEPLOYS, "compose"))
    return acts


def _option(words: Words, *names: str) -> str:
    """Return the value of the first of some options, `--name value` or `--name=value`."""
    for at, word in enumerate(words):
        if word in names and at + 1 < len(words):
            return words[at + 1]
        if "=" in word and word.partition("=")[0] in names:
            return word.partition("=")[2]
    return ""
