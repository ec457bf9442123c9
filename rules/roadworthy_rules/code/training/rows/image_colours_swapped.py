import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules._pretrained import keras_networks, may_be_pretrained, torchvision_networks

_READS = frozenset(("cv2.imdecode", "cv2.imread"))
#: What changes the order of the colours, reads pictures without colours, or works on channels by itself.
_ORDERS = re.compile(
    r"BGR|RGB|cvtColor|: *: *-1\]|GRAY|, ?(?:0|-1)\)|2, ?1, ?0\]|\.flip\(|cv2\.split|UNCHANGED"
)
#: Other readers, beside which OpenCV may only show the picture.
_READERS = re.compile(
    r"Image\.open\(|load_img\(|image_dataset|flow_from|ImageFolder|imageio|skimage|plt\.imread|decode_(?:image|jpeg|png)"
    r"|read_image\("
)
_FEEDS = (".predict(", ".fit(", ".predict_on_batch(", ".backward(", ".eval()")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def image_colours_swapped(module: Module) -> Iterator[Finding]:
    """A pretrained network gets pictures with red and blue swapped.

    OpenCV reads pictures in the order BGR. Networks that were trained on ImageNet expect RGB, and
    `preprocess_input` does, too: with swapped colours they recognise less. Write
    `cv2.cvtColor(image, cv2.COLOR_BGR2RGB)` after `cv2.imread`.

    The rule applies to modules that load such a network, read pictures by OpenCV alone, and mention no other
    order of the colours.

    ```python classify.py bad
    import cv2
    import numpy as np
    from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input

    model = MobileNetV2(weights="imagenet")

    def classify(path):
        image = cv2.resize(cv2.imread(path), (224, 224))
        return model.predict(preprocess_input(np.array([image], dtype="float32")))
    ```
    ```python classify.py good
    import cv2
    import numpy as np
    from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input

    model = MobileNetV2(weights="imagenet")

    def classify(path):
        image = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (224, 224))
        return model.predict(preprocess_input(np.array([image], dtype="float32")))
    ```
    ```python classify.py good
    import cv2
    import numpy as np
    from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
    from keras.utils import load_img

    model = MobileNetV2(weights="imagenet")

    def classify(path):
        cv2.imwrite("seen.png", cv2.imread(path))
        image = load_img(path, target_size=(224, 224))
        return model.predict(preprocess_input(np.array([image], dtype="float32")))
    ```
    """
    text = module.text
    if "cv2.im" not in text or not may_be_pretrained(text) or not is_run(module.path, module.role):
        return
    if _ORDERS.search(text) or _READERS.search(text) or not any(word in text for word in _FEEDS):
        return
    calls = nodes_of(module, ast.Call)
    read = next((node for node in calls if dotted(node.func) in _READS), None)
    if read is None:
        return
    loaded = [(call, name) for call, name, _ in keras_networks(calls, text)]
    for _, name in (*loaded, *torchvision_networks(calls, text)):
        message = f"`{dotted(read.func)}` reads colours as BGR, and `{name}` expects RGB"
        yield Finding(message, module.at(read))
        return
