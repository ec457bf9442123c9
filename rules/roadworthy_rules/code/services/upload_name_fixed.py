import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules.code.services._loading import answers

#: Files of pictures, sounds, films and documents: what users upload, or get back.
_UPLOADED = re.compile(
    r"(?i).*\.(?:avi|bmp|csv|docx?|flac|gif|jpe?g|m4a|mov|mp3|mp4|ogg|pdf|png|tiff?|txt|wav|webm|webp|xlsx?|zip)"
)
#: What writes a file to a path.
_WRITERS = frozenset("imsave imwrite save savefig to_csv write write_bytes".split())


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    where=lambda module: (
        module.role == "source" and any(word in module.text for word in ("fastapi", "flask", "starlette"))
    ),
)
def upload_name_fixed(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Iterator[Finding]:
    """A service writes what it works on to the same file for each request.

    Two requests at the same time overwrite each other's file, so one user gets the answer for the file of
    another. Write each upload to a file of its own, `tempfile.NamedTemporaryFile(suffix=".wav")`, or keep it
    in memory.

    The rule checks functions with an address, such as `@app.post("/predict")`, for pictures, sounds, tables
    and other documents that are written under a fixed name.

    ```python bad
    from flask import Flask, request

    app = Flask(__name__)

    @app.route("/predict", methods=["POST"])
    def predict():
        request.files["sound"].save("temp/upload.wav")
        return model.predict("temp/upload.wav")
    ```
    ```python bad
    from fastapi import FastAPI, UploadFile

    app = FastAPI()

    @app.post("/predict")
    async def predict(file: UploadFile):
        with open("temp.jpg", "wb") as copy:
            copy.write(await file.read())
        return model.predict("temp.jpg")
    ```
    ```python good
    import tempfile

    from fastapi import FastAPI, UploadFile

    app = FastAPI()

    @app.post("/predict")
    async def predict(file: UploadFile):
        with tempfile.NamedTemporaryFile(suffix=".jpg") as copy:
            copy.write(await file.read())
            return model.predict(copy.name)

    @app.get("/picture")
    def picture():
        return open("static/picture.jpg", "rb").read()
    ```
    """
    if not node.decorator_list or not answers(node):
        return
    fixed: dict[str, str] = {}
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                fixed[name] = "" if name in fixed else _text(value)
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and (path := _written(part)) is not None:
            text = fixed.get(path.id, "") if isinstance(path, ast.Name) else _text(path)
            if _UPLOADED.fullmatch(text):
                yield Finding(f"each request writes to `{text}`", module.at(part))
                return


def _written(call: ast.Call) -> ast.expr | None:
    """Return the path that a call writes to; None where it writes nothing."""
    name = dotted(call.func)
    if name == "open":
        match call.args:
            case [path, ast.Constant(value=str(mode))] if "w" in mode:
                return path
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr in _WRITERS and call.args:
        return call.args[0]
    return None


def _text(value: ast.expr) -> str:
    """Return the path that a constant, or a join of constants and names, ends in; "" for anything else."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Attribute(attr="join"), args=[*first, ast.Constant(value=str(text))]):
            known = all(isinstance(item, (ast.Constant, ast.Name, ast.Attribute)) for item in first)
            return text if known and "join" in ast.unparse(value.func) and _is_path(value.func) else ""
    return ""


def _is_path(function: ast.expr) -> bool:
    return dotted(function).endswith("path.join")
