import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, fact, is_run, nodes_of, rule
from roadworthy_rules._pretrained import (
    divides,
    keras_networks,
    may_be_pretrained,
    normalises,
    prepares,
    torchvision_networks,
)


@dataclass(frozen=True, slots=True)
class PretrainedNetwork:
    """A network that is loaded with weights of ImageNet; `expected` is the form of its inputs, for Keras."""

    name: str
    expected: str
    at: Location


@dataclass(frozen=True, slots=True)
class ImagePreparation:
    """What a module does to images: "prepare" as Keras asks for, "normalise", "tensor" or "divide"."""

    kind: str
    file: str


@rule(Severity.NOTE, since="0.2", handwritten=True)
def pretrained_input_unprepared(
    networks: tuple[PretrainedNetwork, ...],
    preparations: tuple[ImagePreparation, ...],
    modules: tuple[ModuleSummary, ...],
) -> Iterator[Finding]:
    """A pretrained network gets its images in another form than it was trained with.

    The weights of ImageNet belong to one form of the inputs. With another one, the first layers see colours
    that they never learned, and frozen layers give poor features. In Keras, each family has its own
    `preprocess_input`: `ResNet50` expects BGR without the means, `MobileNetV2` values from -1 to 1,
    `EfficientNetB0` values from 0 to 255. In torchvision, add `Normalize` with the means of ImageNet, or use
    `weights.transforms()`.

    The rule applies to networks of `keras.applications` if the project divides by 255 and nothing in it
    mentions `preprocess_input`, and to those of torchvision if the project has `ToTensor` and nothing that
    normalises.

    ```python train.py bad
    from tensorflow.keras.applications import ResNet50
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    rows = ImageDataGenerator(rescale=1.0 / 255).flow_from_directory("photos")
    base = ResNet50(weights="imagenet", include_top=False)
    ```
    ```python train.py bad
    from torchvision import models, transforms

    transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
    net = models.resnet18(pretrained=True)
    ```
    ```python train.py good
    from tensorflow.keras.applications import ResNet50
    from tensorflow.keras.applications.resnet50 import preprocess_input
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    rows = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory("photos")
    base = ResNet50(weights="imagenet", include_top=False)

    def show(rows):
        return rows / 255.0
    ```
    ```python train.py good
    from tensorflow.keras.applications import ResNet50

    def load(rows):
        return ResNet50(weights=None), rows / 255.0
    ```
    ```python train.py good
    from torchvision import models, transforms

    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])
    net = models.resnet18(pretrained=True)
    plain = models.resnet34(pretrained=False)
    ```
    """
    sources = {module.path for module in modules if is_run(module.path, module.role)}
    done = {item.kind: item.file for item in preparations if item.file in sources}
    for network in networks:
        if network.at.file not in sources:
            continue
        if network.expected and "divide" in done and "prepare" not in done:
            message = f"`{network.name}` expects {network.expected}, and images are divided by 255"
            yield Finding(message, network.at)
            return
        if not network.expected and "tensor" in done and "normalise" not in done:
            message = f"`{network.name}` was trained on normalised images, and nothing normalises"
            yield Finding(message, network.at)
            return


@fact
def pretrained_networks(module: Module) -> tuple[PretrainedNetwork, ...]:
    """Look for networks that a module loads with weights of ImageNet."""
    if not is_run(module.path, module.role) or not may_be_pretrained(module.text):
        return ()
    calls = nodes_of(module, ast.Call)
    return (
        *(
            PretrainedNetwork(name, expected, module.at(call))
            for call, name, expected in keras_networks(calls, module.text)
        ),
        *(
            PretrainedNetwork(name, "", module.at(call))
            for call, name in torchvision_networks(calls, module.text)
        ),
    )


@fact
def image_preparations(module: Module) -> tuple[ImagePreparation, ...]:
    """Look for what a module does to images."""
    text = module.text
    kinds = []
    if prepares(text):
        kinds.append("prepare")
    if "255" in text and divides(text):
        kinds.append("divide")
    if "ToTensor" in text:
        kinds.append("tensor")
    images = "torch" in text or "cv2" in text or ("numpy" in text and ("image" in text or "img" in text))
    if images and normalises(text):
        kinds.append("normalise")
    return tuple(ImagePreparation(kind, module.path) for kind in kinds)
