"""Networks that were trained on ImageNet, and how code prepares the images that it gives them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from roadworthy import dotted

#: Families of Keras whose weights expect something other than values from 0 to 1, and what that is.
_KERAS = (
    (re.compile(r"(?:VGG(?:16|19)|ResNet(?:50|101|152))$"), "colours in the order BGR without their means"),
    (
        re.compile(r"(?:ResNet\d{2,3}V2|Inception\w{2,10}|Xception|MobileNet(?:V2)?|NASNet\w{5,6})$"),
        "values from -1 to 1",
    ),
    (re.compile(r"(?:EfficientNet\w{2,4}|ConvNeXt\w{4,6}|MobileNetV3\w{5})$"), "values from 0 to 255"),
    (re.compile(r"DenseNet\d{3}$"), "values without the means of ImageNet"),
)
_DIVIDES = re.compile(r"(?:/=?|\bscale=)\s?255(?:\.0?)?\b|\b1(?:\.0?)?\s?/\s?255(?:\.0?)?\b|\b0\.00392")
#: What prepares images for a network of Keras, whatever they were divided by before.
_PREPARES = ("preprocess_input", "imagenet_utils", "103.939", "0.485")
#: Networks of torchvision that were trained on normalised images.
_TORCHVISION = re.compile(
    r"(?:alexnet|convnext_\w{4,5}|densenet\d{3}|efficientnet_\w{2,4}|googlenet|inception_v3|mnasnet\w{3}"
    r"|mobilenet_v[23]\w{0,6}|regnet_\w{5,9}|resnet\d{2,3}|resnext\w{8,10}|shufflenet\w{5,9}|squeezenet\w{3}"
    r"|swin\w{2,6}|vgg\d{2}(?:_bn)?|vit_\w{4,6}|wide_resnet\w{4,5})$"
)
#: What normalises images, or hands on the transforms that belong to the weights, in small letters.
_NORMALISES = re.compile(
    r"normali[sz]e|0\.485|\.transforms\b|image_?processor|feature_?extractor|timm\b|imagenet_mean"
)
_MEAN = re.compile(r"\bmean\b")


def may_be_pretrained(text: str) -> bool:
    """Tell whether a text mentions a library of networks that were trained on ImageNet."""
    return "applications" in text or "torchvision" in text


def divides(text: str) -> bool:
    """Tell whether a text divides by 255."""
    return _DIVIDES.search(text) is not None


def prepares(text: str) -> bool:
    """Tell whether a text mentions what prepares images for a network of Keras."""
    return any(name in text for name in _PREPARES)


def normalises(text: str) -> bool:
    """Tell whether a text mentions what normalises images, or may do so."""
    small = text.lower()
    return _NORMALISES.search(small) is not None or ("mean" in small and _MEAN.search(small) is not None)


def keras_networks(calls: Iterable[ast.Call], text: str) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield the calls that load a network of Keras with weights: the call, its name, and what it expects."""
    if "applications" not in text:
        return
    for call in calls:
        owner, _, name = dotted(call.func).rpartition(".")
        expected = next((form for family, form in _KERAS if family.match(name)), "")
        if not expected or (owner and "applications" not in owner and owner != "tf"):
            continue
        given = {item.arg: item.value for item in call.keywords}
        weights = given.get("weights")
        if isinstance(weights, ast.Constant) and weights.value != "imagenet":
            continue
        if None in given or "input_tensor" in given or (weights is not None and not _is_text(weights)):
            continue
        # The layers in front of these families scale what they are given.
        scales = given.get("include_preprocessing")
        if not (isinstance(scales, ast.Constant) and scales.value is False):
            yield call, name, expected


def torchvision_networks(calls: Iterable[ast.Call], text: str) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls that load a network of torchvision with its weights, and their names."""
    if "torchvision" not in text:
        return
    for call in calls:
        owner, _, name = dotted(call.func).rpartition(".")
        if not _TORCHVISION.match(name) or (owner and owner.rpartition(".")[2] != "models"):
            continue
        for item in call.keywords:
            value = item.value
            on = isinstance(value, ast.Constant) and value.value is True
            if (item.arg == "pretrained" and on) or (item.arg == "weights" and _has_weights(value)):
                yield call, name
        if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value is True:
            yield call, name


def _has_weights(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    return "_Weights" in dotted(value)


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
