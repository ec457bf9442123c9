import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: What moves the parts of an image to another place, each time to another one.
_MOVES = frozenset(
    "RandomAffine RandomCrop RandomHorizontalFlip RandomPerspective RandomResizedCrop RandomRotation"
    " RandomVerticalFlip".split()
)
_IMAGES = frozenset("image_transform images_transform img_transform transform transforms".split())
_MASKS = frozenset(
    "gt_transform label_transform mask_transform masks_transform seg_transform segment_transform"
    " target_transform".split()
)
#: What shows that a transform is for a picture, and not for the name of a class.
_PICTURES = ("CenterCrop", "Mask", "Resize", "Scale", "ToTensor")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def mask_unchanged(module: Module) -> Iterator[Finding]:
    """Images are flipped or turned at random, and their masks are not.

    A transform of its own for the mask draws its own numbers, if it flips at all. Every other image then has
    the mask of its mirror image, and the network learns from wrong targets. Change both in one step: the
    transforms `v2` of torchvision and those of Albumentations take an image and its mask together.

    The rule looks at calls that get one `Compose` of torchvision for the images and another one for their
    masks.

    ```python data.py bad
    from torchvision import transforms

    def load(Photos, path):
        image_transform = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
        mask_transform = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
        return Photos(path, transform=image_transform, target_transform=mask_transform)
    ```
    ```python data.py good
    from torchvision import transforms

    def load(Photos, path, both):
        image_transform = transforms.Compose([transforms.ColorJitter(), transforms.ToTensor()])
        mask_transform = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
        return Photos(path, both, transform=image_transform, target_transform=mask_transform)

    def classes(Photos, path, names):
        flipped = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
        return Photos(path, transform=flipped, target_transform=transforms.Lambda(names.index))
    ```
    """
    if not is_run(module.path, module.role) or not any(name in module.text for name in _MASKS):
        return
    if "torchvision" not in module.text or not any(name in module.text for name in _MOVES):
        return
    outer: dict[str, ast.expr] = {}
    for number, scope in enumerate(scopes(module)):
        known = dict(outer)
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    known[name] = value
                case ast.Call(keywords=[_, _, *_] as given):
                    found = {item.arg: _steps(item.value, known) for item in given if item.arg}
                    moved = [step for name in _IMAGES for step in found.get(name, ()) if step in _MOVES]
                    masks = [name for name in found if name in _MASKS and _is_picture(found[name])]
                    if moved and masks:
                        message = f"`{moved[0]}` moves what is in an image, and `{masks[0]}` does not follow"
                        yield Finding(message, module.at(node))
        outer = known if number == 0 else outer


def _steps(value: ast.expr, known: dict[str, ast.expr]) -> list[str]:
    """Return the names of the transforms that a `Compose` puts together."""
    if isinstance(value, ast.Name):
        value = known.get(value.id, value)
    if not isinstance(value, ast.Call) or dotted(value.func).rpartition(".")[2] != "Compose":
        return []
    return [dotted(part.func).rpartition(".")[2] for part in ast.walk(value) if isinstance(part, ast.Call)]


def _is_picture(steps: list[str]) -> bool:
    return any(word in step for step in steps for word in _PICTURES)
