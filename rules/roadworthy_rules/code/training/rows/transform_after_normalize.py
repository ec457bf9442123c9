import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

#: What expects colours from 0 to 1, or from 0 to 255.
_COLOURS = frozenset(
    "AutoAugment ColorJitter Grayscale RandAugment RandomAdjustSharpness RandomAutocontrast RandomEqualize"
    " RandomGrayscale RandomInvert RandomPosterize RandomSolarize TrivialAugmentWide".split()
)


@rule(Severity.WARNING, since="0.2", handwritten=True)
def transform_after_normalize(module: Module) -> Iterator[Finding]:
    """A transform of colours comes after `Normalize`.

    Transforms such as `ColorJitter` expect values from 0 to 1 and clip what lies outside. After `Normalize`
    half of the values are negative: they become 0, and hue and contrast are those of no image. Put
    `Normalize` last, behind the transforms of colours and `ToTensor`.

    The rule looks at the order in `Compose` and `Sequential` of torchvision.

    ```python data.py bad
    from torchvision import transforms

    transform = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize((0.5,), (0.5,)),
        transforms.ColorJitter(brightness=0.2, hue=0.5),
    ])
    ```
    ```python data.py good
    from torchvision import transforms

    transform = transforms.Compose([
        transforms.ColorJitter(brightness=0.2, hue=0.5),
        transforms.ToTensor(),
        transforms.Normalize((0.5,), (0.5,)),
        transforms.RandomErasing(),
    ])
    ```
    """
    if (
        not is_run(module.path, module.role)
        or "Normalize" not in module.text
        or "torchvision" not in module.text
    ):
        return
    for call in nodes_of(module, ast.Call):
        if dotted(call.func).rpartition(".")[2] not in ("Compose", "Sequential"):
            continue
        steps = call.args[0].elts if call.args and isinstance(call.args[0], ast.List) else call.args
        normalized = False
        for step in steps:
            name = dotted(step.func).rpartition(".")[2] if isinstance(step, ast.Call) else ""
            if normalized and name in _COLOURS:
                yield Finding(
                    f"`{name}` comes after `Normalize`, whose values are not colours any more",
                    module.at(step),
                )
                break
            normalized = name == "Normalize" or (normalized and name != "ToPILImage")
