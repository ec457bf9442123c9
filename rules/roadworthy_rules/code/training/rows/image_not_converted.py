import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    Severity,
    dotted,
    fact,
    is_run,
    last_name,
    nodes_of,
    path_words,
    rule,
)
from roadworthy_rules.code.training._loops import inside, scopes

_Function = ast.FunctionDef | ast.AsyncFunctionDef
#: What makes an array of a picture as it is.
_ARRAYS = frozenset("array asarray img_to_array pil_to_tensor to_tensor".split())
#: Transforms of torchvision that are made where they are used, as in `ToTensor()(image)`.
_MADE = frozenset("Compose PILToTensor ToTensor".split())
#: Words of the names that projects give to transforms of torchvision.
_TRANSFORM = frozenset("preprocess tfm tfms trans transform transformer transforms trns".split())
#: What gives a picture of the same mode.
_SAME_MODE = frozenset("copy crop fit pad resize rotate scale thumbnail transpose".split())
#: What looks at the mode, changes it, or does so by itself.
_MODES = re.compile(
    r"convert\(|convert_image_dtype|\.mode\b|[Gg]rayscale|cvtColor|ndim|\.shape\) *[=!<>]|\.shape\[-?[12]\]"
    r"|\.getbands\(|: *3\]|ultralytics|YOLO|transformers|open_?clip|\bclip\b|tesseract|easyocr|gray2rgb|"
    r"\.split\(\)\[:3|merge\("
)
#: What trains, or reads the files of a training.
_TRAINS = re.compile(r"\.fit\(|fit_generator|\.backward\(|\bDataset\)|__getitem__")
#: What shows a picture.
_SHOWS = frozenset("image imsave imshow print show".split())
#: Pictures that hold a class for each point.
_CLASSES = re.compile(r"(?i)mask|label|target|gt|seg|annot|palette|depth|logo|icon")


@dataclass(frozen=True, slots=True)
class OpenedImage:
    """A picture that PIL opens and that a network gets as it is; `handed` are the functions that have it."""

    handed: frozenset[str]
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def image_not_converted(
    images: tuple[OpenedImage, ...], modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """A network gets a picture in whatever mode its file has.

    `Image.open` keeps the mode of the file. A screenshot in PNG has four channels, a scan has one, and a GIF
    has indexes of colours: the network fails with an error about shapes, or predicts from wrong values. Write
    `Image.open(path).convert("RGB")`, or `convert("L")` for a network that has one channel.

    The rule follows a picture to `np.array`, `img_to_array` or a transform of torchvision in a module that
    predicts, or that imports torch. It ignores masks, pictures with a fixed path, modules that look at the
    mode or the number of channels, and those that train or define a data set, whose files you know.

    ```python predict.py bad
    import numpy as np
    from PIL import Image

    def predict(model, upload):
        image = Image.open(upload.file)
        rows = np.array(image.resize((224, 224))) / 255
        return model.predict(rows[None])
    ```
    ```python predict.py bad
    import torch
    from PIL import Image
    from torchvision import transforms

    transform = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])

    def prepare(image):
        return transform(image).unsqueeze(0)

    def predict(model, path):
        image = Image.open(path)
        with torch.no_grad():
            return model(prepare(image)).argmax(1)
    ```
    ```python predict.py bad
    import torch
    from PIL import Image
    from torchvision import transforms

    def predict(model, path):
        image = Image.open(path)
        with torch.no_grad():
            return model(transforms.ToTensor()(image)[None]).argmax(1)
    ```
    ```python predict.py good
    import numpy as np
    from PIL import Image

    def predict(model, upload):
        image = Image.open(upload.file).convert("RGB")
        rows = np.array(image.resize((224, 224))) / 255
        return model.predict(rows[None])
    ```
    ```python predict.py good
    import numpy as np
    from PIL import Image

    from pictures import coloured

    def predict(model, upload):
        image = coloured(Image.open(upload.file))
        return model.predict(np.array(image)[None])

    def size(path):
        image = Image.open(path)
        return np.array(image.size)
    ```
    ```python pictures.py good
    def coloured(image):
        return image.convert("RGB")
    ```
    """
    if not images:
        return
    converting = {item.name for module in modules for item in module.definitions if "convert" in item.names}
    sources = {module.path for module in modules if is_run(module.path, module.role)}
    for image in images:
        if image.at.file in sources and converting.isdisjoint(image.handed):
            message = "`Image.open` keeps the mode of the file, and the network gets the picture as it is"
            yield Finding(message, image.at)


@fact
def opened_images(module: Module) -> tuple[OpenedImage, ...]:
    """Look for the first picture of a module that PIL opens and that becomes an array as it is."""
    text = module.text
    if "Image.open(" not in text or not is_run(module.path, module.role):
        return ()
    if ".predict(" not in text and "import torch" not in text and "from torch" not in text:
        return ()
    if _MODES.search(text) or _TRAINS.search(text):
        return ()
    functions = {item.name: item for item in module.tree.body if isinstance(item, _Function)}
    transforms = {
        dotted(node.targets[0])
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call) and last_name(node.value.func) in ("Compose", "transforms")
    }
    for scope in scopes(module):
        opened: dict[str, ast.AST] = {}
        handed: set[str] = set()
        for node in inside(scope):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                name, value = dotted(node.targets[0]), node.value
                is_opened = _is_opened(value) and not _CLASSES.search(name)
                if name and (is_opened or _holds(value, opened)):
                    opened[name] = node
        found = _arrays(scope, opened, transforms, handed)
        for name, node in opened.items() if found is None else ():
            for function, parameter in _given(scope, name, functions):
                if found is None and _arrays(functions[function], {parameter: node}, transforms, handed):
                    found = node
        if found is not None:
            return (OpenedImage(frozenset(handed), module.at(found)),)
    return ()


def _is_opened(value: ast.expr) -> bool:
    """Tell whether PIL opens a picture in a value whose path is not fixed."""
    match value:
        case ast.Call(func=func, args=[path, *_]) if dotted(func) in ("Image.open", "PIL.Image.open"):
            return not isinstance(path, ast.Constant) and not _CLASSES.search(ast.unparse(path))
        case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in _SAME_MODE:
            return _is_opened(owner)
    return False


def _holds(value: ast.expr, opened: dict[str, ast.AST]) -> bool:
    """Tell whether a value is an opened picture, in another size at most."""
    match value:
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=args) if method in _SAME_MODE:
            return dotted(owner) in opened or any(dotted(item) in opened for item in args[:1])
    return bool(dotted(value)) and dotted(value) in opened


def _arrays(
    scope: ast.AST, opened: dict[str, ast.AST], transforms: set[str], handed: set[str]
) -> ast.AST | None:
    """Return where an opened picture becomes an array in a function, and collect what else gets one."""
    found = None
    shown: set[int] = set()
    for node in inside(scope):
        if isinstance(node, ast.Call) and node.args:
            function, given = last_name(node.func), node.args[0]
            if function in _SHOWS:
                shown.update(map(id, node.args))
            if id(node) in shown or not (_holds(given, opened) or _is_opened(given)):
                continue
            made_here = isinstance(node.func, ast.Call) and last_name(node.func.func) in _MADE
            called = function in _ARRAYS or dotted(node.func) in transforms
            if called or made_here or _is_transform(node.func, transforms):
                found = found or node
            else:
                handed.add(function)
    return found


def _is_transform(function: ast.expr, transforms: set[str]) -> bool:
    """Tell whether a function is a transform by its name, in a module that composes one."""
    return bool(transforms) and not _TRANSFORM.isdisjoint(path_words(last_name(function)))


def _given(
    scope: ast.AST, name: str, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
) -> Iterator[tuple[str, str]]:
    """Yield the functions of the module that get a value as an argument, each with its parameter."""
    for node in inside(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            parameters = [item.arg for item in functions[node.func.id].args.args]
            for parameter, value in zip(parameters, node.args, strict=False):
                if dotted(value) == name:
                    yield node.func.id, parameter
