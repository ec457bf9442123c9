import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_READS = frozenset(
    "Image.open PIL.Image.open cv2.imread imageio.imread io.imread librosa.load np.load open pd.read_csv"
    " read_image sf.read torch.load torchaudio.load torchvision.io.read_image".split()
)
_BLANKS = frozenset("Image.new PIL.Image.new np.zeros numpy.zeros torch.zeros".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def broken_row_replaced(module: Module) -> Iterator[Finding]:
    """A data set replaces what it cannot read by zeros.

    A wrong path or a broken file becomes a black image with a real label: the model learns from it, the test
    counts it, and nothing fails even if every file is missing. Raise the exception, or find the rows that
    cannot be read when the data set is made, and leave them out.

    The rule looks at methods `__getitem__` and `__iter__`, and at what they call of the module, that read a
    file, catch all exceptions or those of files, and go on with zeros, or that do so where OpenCV gave
    `None`.

    ```python data.py bad
    import torch
    from PIL import Image

    class Photos(torch.utils.data.Dataset):
        def __getitem__(self, index):
            try:
                image = self.transform(Image.open(self.paths[index]))
            except Exception:
                image = torch.zeros(3, 224, 224)
            return image, self.labels[index]
    ```
    ```python data.py bad
    import cv2
    import numpy as np

    class Photos:
        def __getitem__(self, index):
            image = cv2.imread(self.paths[index])
            if image is None:
                image = np.zeros((224, 224, 3), dtype=np.uint8)
            return image, self.labels[index]
    ```
    ```python sound.py bad
    import librosa
    import numpy as np

    def loaded(path):
        try:
            return librosa.load(path)[0]
        except Exception:
            return np.zeros(16000)

    class Sounds:
        def __getitem__(self, index):
            return loaded(self.paths[index]), self.labels[index]
    ```
    ```python data.py good
    import torch
    from PIL import Image

    class Photos(torch.utils.data.Dataset):
        def __getitem__(self, index):
            try:
                image = self.transform(Image.open(self.paths[index]))
            except OSError as error:
                raise ValueError(f"cannot read {self.paths[index]}") from error
            return image, self.labels[index]
    ```
    """
    if (
        not is_run(module.path, module.role)
        or "__getitem__" not in module.text
        or not ("except" in module.text or "imread" in module.text)
    ):
        return
    methods = [item for item in nodes_of(module, ast.FunctionDef) if item.name in ("__getitem__", "__iter__")]
    # What reads a row for these may be a method, or a function, of its own.
    called = {
        dotted(part.func).removeprefix("self.")
        for item in methods
        for part in ast.walk(item)
        if isinstance(part, ast.Call)
    }
    methods += [item for item in nodes_of(module, ast.FunctionDef) if item.name in called]
    for method in methods:
        tried = [node for node in ast.walk(method) if isinstance(node, ast.Try)]
        for found in filter(None, (*map(_blank, tried), *_blank_of_none(method))):
            message = f"`{dotted(found.func)}` stands for what cannot be read"
            yield Finding(message, module.at(found))


def _blank(node: ast.Try) -> ast.Call | None:
    """Return the call that makes zeros in a handler, where the `try` block reads a file."""
    tried = [part for statement in node.body for part in ast.walk(statement)]
    if not any(isinstance(part, ast.Call) and dotted(part.func) in _READS for part in tried):
        return None
    for handler in node.handlers:
        for statement in handler.body:
            if isinstance(statement, ast.Raise):
                break
            value = statement.value if isinstance(statement, (ast.Assign, ast.Return)) else None
            for part in ast.walk(value) if value is not None else ():
                if isinstance(part, ast.Call) and dotted(part.func) in _BLANKS:
                    return part
    return None


def _blank_of_none(method: ast.FunctionDef) -> Iterator[ast.Call]:
    """Yield what makes zeros where OpenCV could not read a picture: it raises nothing, and gives `None`."""
    read: set[str] = set()
    for node in ast.walk(method):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                if dotted(function) in ("cv2.imread", "cv2.imdecode"):
                    read.add(name)
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]
                ),
                body=[
                    *_,
                    ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as made),
                ],
            ) if name == target and name in read and dotted(made.func) in _BLANKS:
                yield made
