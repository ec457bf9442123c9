import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule

#: What expects colours from 0 to 1, or from 0 to 255: of torchvision, and of Albumentations.
_COLOURS = frozenset(
    "AutoAugment ColorJitter Grayscale RandAugment RandomAdjustSharpness RandomAutocontrast RandomEqualize"
    " RandomGrayscale RandomInvert RandomPosterize RandomSolarize TrivialAugmentWide"
    " CLAHE Equalize FancyPCA HueSaturationValue ISONoise ImageCompression Posterize RGBShift"
    " RandomBrightness RandomBrightnessContrast RandomContrast RandomFog RandomGamma RandomRain RandomShadow"
    " RandomSnow RandomSunFlare RandomToneCurve Solarize ToSepia".split()
)
#: What holds other transforms, and applies some of them.
_HOLDERS = frozenset("OneOf RandomApply RandomOrder Sequential SomeOf".split())
_LIBRARIES = ("albumentations", "torchvision")


@rule(Severity.WARNING, since="0.2", handwritten=True)
def transform_after_normalize(module: Module) -> Iterator[Finding]:
    """A transform of colours comes after `Normalize`.

    Transforms such as `ColorJitter` expect values from 0 to 1 and clip what lies outside. After `Normalize`
    half of the values are negative: they become 0, and hue and contrast are those of no image. Put
    `Normalize` last, behind the transforms of colours and `ToTensor`.

    The rule looks at the order in `Compose` and `Sequential` of torchvision and Albumentations. It ignores a
    `Normalize` with a mean of 0, whose values are not negative.

    ```python data.py bad
    from torchvision import transforms

    transform = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize((0.5,), (0.5,)),
        transforms.ColorJitter(brightness=0.2, hue=0.5),
    ])
    ```
    ```python data.py bad
    import albumentations as A

    transform = A.Compose([
        A.Resize(256, 256),
        A.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
        A.OneOf([A.RandomBrightnessContrast(), A.HueSaturationValue()], p=0.5),
    ])
    ```
    ```python data.py good
    import albumentations as A

    transform = A.Compose([
        A.Resize(256, 256),
        A.OneOf([A.RandomBrightnessContrast(), A.HueSaturationValue()], p=0.5),
        A.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
        A.HorizontalFlip(),
    ])
    small = A.Compose([A.Normalize(mean=(0, 0, 0), std=(1, 1, 1)), A.RandomBrightnessContrast()])
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
    text = module.text
    if not is_run(module.path, module.role) or "Normalize" not in text:
        return
    if not any(library in text for library in _LIBRARIES):
        return
    for call in nodes_of(module, ast.Call):
        if last_name(call.func) not in ("Compose", "Sequential"):
            continue
        normalized = False
        for step in _steps(call):
            if normalized and (colours := _colours(step)) is not None:
                name = last_name(colours.func)
                yield Finding(
                    f"`{name}` comes after `Normalize`, whose values are not colours any more",
                    module.at(colours),
                )
                break
            name = last_name(step.func) if isinstance(step, ast.Call) else ""
            centred = isinstance(step, ast.Call) and name == "Normalize" and not _keeps_zero(step)
            normalized = centred or (normalized and name != "ToPILImage")


def _steps(call: ast.Call) -> list[ast.expr]:
    """Return the transforms that a call is given, in a list or one by one."""
    return call.args[0].elts if call.args and isinstance(call.args[0], ast.List) else call.args


def _colours(step: ast.expr) -> ast.Call | None:
    """Return the first transform of colours that a step is, or holds."""
    if not isinstance(step, ast.Call):
        return None
    name = last_name(step.func)
    if name in _COLOURS:
        return step
    held = _steps(step) if name in _HOLDERS else []
    return next((found for item in held if (found := _colours(item)) is not None), None)


def _keeps_zero(call: ast.Call) -> bool:
    """Tell whether a `Normalize` takes nothing off: its mean is zero."""
    named = (item.value for item in call.keywords if item.arg == "mean")
    mean = call.args[0] if call.args else next(named, None)
    values = mean.elts if isinstance(mean, (ast.List, ast.Tuple)) else [mean]
    return bool(values) and all(isinstance(item, ast.Constant) and item.value == 0 for item in values)
