import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Layout,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code._programs import run_here

_OWNERS = frozenset(("gym", "gymnasium"))
#: What seeds an environment, or may hand a seed on to one.
_SEEDS = re.compile(
    r"\benvs?\w{0,20}(?:\[[^\]\n]{1,20}\])?\.(?:action_space\.)?seed\(|\bseed\s{0,2}=\s{0,2}[\w.]"
)


@dataclass(frozen=True, slots=True)
class MadeEnvironment:
    """A call that makes an environment of Gym and steps it; `seeded` where the module seeds one."""

    text: str
    at: Location
    seeded: bool


@rule(Severity.NOTE, since="0.2", handwritten=True)
def environment_unseeded(
    environments: tuple[MadeEnvironment, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """An environment of Gym has no seed.

    The start of each episode and the noise of the environment come from a generator of its own, which
    `torch.manual_seed` and `np.random.seed` do not reach. Two runs with the same seed differ, and an
    improvement looks like luck. Call `env.reset(seed=seed)` once before the first episode, and
    `env.action_space.seed(seed)`; in old releases of Gym, `env.seed(seed)`.

    The rule reports a project once, if no module seeds an environment or hands a seed on.

    ```python train.py bad
    import gym
    import torch

    torch.manual_seed(7)
    env = gym.make("CartPole-v1")

    def play(policy):
        state, done = env.reset(), False
        while not done:
            state, reward, done, _ = env.step(policy(state))
    ```
    ```python train.py good
    import gymnasium as gym

    env = gym.make("CartPole-v1")

    def play(policy):
        state, _ = env.reset(seed=7)
        done = False
        while not done:
            state, reward, done, _, _ = env.step(policy(state))
    ```
    """
    if notebooks or not environments:
        return
    sources = run_here(modules, layout, profile)
    found = [item for item in environments if item.at.file in sources]
    if (
        found
        and not any(item.seeded for item in environments)
        and not any(
            module.mentions(frozenset(("set_seed", "seed_everything", "set_random_seed")))
            for module in modules
        )
    ):
        first, *others = found
        related = tuple(item.at for item in others[:10])
        yield Finding(f"`{first.text}` makes an environment, and nothing seeds it", first.at, related=related)


@fact
def made_environments(module: Module) -> tuple[MadeEnvironment, ...]:
    """Look for calls of `gym.make`."""
    if "gym" not in module.text or not is_run(module.path, module.role):
        return ()
    found = []
    for call in nodes_of(module, ast.Call):
        owner, _, name = dotted(call.func).rpartition(".")
        if name == "make" and owner in _OWNERS and call.args:
            found.append(call)
    seeded = _SEEDS.search(module.text) is not None
    return tuple(MadeEnvironment(dotted(call.func), module.at(call), seeded) for call in found)
