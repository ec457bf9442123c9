import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._pretrained import (
    divides,
    keras_networks,
    may_be_pretrained,
    normalises,
    prepares,
    torchvision_networks,
)
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_pretrained_input_unprepared(notebook: Notebook) -> Iterator[Finding]:
    """A pretrained network of a notebook gets its images in another form than it was trained with.

    The weights of ImageNet belong to one form of the inputs, and frozen layers give poor features for any
    other. In Keras, use the `preprocess_input` of the network's family. In torchvision, add `Normalize` with
    the means of ImageNet, or use `weights.transforms()`.

    The rule reads cells as `pretrained-input-unprepared` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    from tensorflow.keras.applications import VGG16
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    rows = ImageDataGenerator(rescale=1./255).flow_from_directory("photos")
    '''

    [[cells]]
    source = "base = VGG16(include_top=False)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from tensorflow.keras.applications import VGG16
    from tensorflow.keras.applications.vgg16 import preprocess_input
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    rows = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory("photos")
    '''

    [[cells]]
    source = "base = VGG16(include_top=False)"
    ```
    """
    if (cells := training_cells(notebook, may_be_pretrained)) is None:
        return
    text = cells.text
    calls = [node for node in cells.nodes if isinstance(node, ast.Call)]
    if divides(text) and not prepares(text):
        for call, name, expected in keras_networks(calls, text):
            yield Finding(f"`{name}` expects {expected}, and images are divided by 255", cells.at(call))
            return
    if "ToTensor" in text and not normalises(text):
        for call, name in torchvision_networks(calls, text):
            message = f"`{name}` was trained on normalised images, and nothing normalises"
            yield Finding(message, cells.at(call))
            return
