"""What brings a model of one version where a service is built or started: DVC, a hub, or an image."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roadworthy import Location, extractor, kept, untold
from roadworthy_rules.operations._model_stores import extracted, is_kept, text_of

if TYPE_CHECKING:
    from roadworthy import Answer, Dockerfile, Files, Operations, Tree

#: What brings the files that `dvc.lock` and the files of DVC hold the hashes of, and which of them.
_PULL = re.compile(r"(?m)^[^#\n]{0,200}\bdvc[ \t]+(?:-\S+[ \t]+)*pull\b([^\n;&|#]{0,200})")
#: The same in Python: a command that code runs, and none that a message only names.
_PULL_IN_CODE = re.compile(
    r"(?m)^[^#\n]{0,120}\b(?:Popen|call|check_call|check_output|getoutput|run|system)"
    r"\(\s{0,80}\[?\s{0,80}f?[\"'](?:python3?[ ]-m[ ])?dvc(?:[\"'],\s{0,40}[\"']|[ ])pull\b([^\n\]#]{0,200})"
)
#: A file in `dvc.lock`, a word among arguments, and how files of models end.
_LOCKED = re.compile(r"(?m)^[ \t]{0,40}(?:-[ \t]{1,8})?path:[ \t]{1,8}([^\n]{1,200})$")
_WORD = re.compile(r"(?<![\w-])[\w.{$][\w./{}$-]*")
_ENDS = tuple(".bin .cbm .h5 .joblib .keras .onnx .pickle .pkl .pt .pth .safetensors .ubj".split())
#: How the code, the settings and the rows end that `dvc.lock` holds hashes of, too.
_NO_MODELS = (".csv", ".ipynb", ".md", ".parquet", ".py", ".txt", ".yaml", ".yml")
#: Files that say how a platform builds or starts a service, and those of pipelines that may build it.
_STARTS = re.compile(
    r"(?i)(?:[^/]{1,200}/){0,20}(?:Procfile|(?:docker-)?compose[\w.-]{0,40}\.ya?ml|heroku\.yml"
    r"|nixpacks\.toml|railway\.(?:json|toml)|render\.ya?ml|[\w.-]{1,80}\.sh)"
)
_PIPELINES = re.compile(
    r"(?:\.github/workflows/[^/]{1,80}\.ya?ml|\.gitlab-ci\.yml|\.circleci/config\.yml|Jenkinsfile"
    r"|azure-pipelines\.yml|Makefile)"
)
#: What a pipeline builds an image or a deployment by, of the files that are there.
_BUILDS = re.compile(
    r"\bdocker(?:[ ]buildx)?[ ]build\b|\bdocker[ -]compose[ ](?:[\w./-]{1,80}[ ]){0,6}(?:build|up)\b"
    r"|docker/build-push-action|\bgcloud[ ](?:builds[ ]submit|run[ ]deploy|app[ ]deploy)\b"
    r"|\baz[ ]webapp[ ]up\b|\bheroku[ ]container:push\b|\b(?:hf|huggingface-cli)[ ]upload\b"
    r"|\b(?:fly|flyctl|eb|serverless)[ ]deploy\b|\brailway[ ]up\b"
)
#: A revision of a model of the hub that a script or an image downloads.
_REVISION = re.compile(
    r"(?m)^[^#\n]{0,200}\b(?:hf|huggingface-cli)[ ]download\b[^#\n]{0,300}"
    r"--revision[ =][\"']?(?!main\b|master\b)[\w$]"
    r"|^[^#\n]{0,200}\b(?:from_pretrained|hf_hub_download|snapshot_download)\([^()\n]{0,300}"
    r"\brevision=\\?[\"'](?!main\b|master\b)\w"
)
#: A file of a model among those of a release of a repository.
_RELEASED = re.compile(
    r"https://github\.com/[\w.-]{1,80}/([\w.-]{1,80})/releases/download/([\w.-]{0,20}\d[\w.-]{0,40})/"
    r"[\w.-]{0,100}\.(?:bin|caffemodel|h5|joblib|keras|onnx|pb|pkl|pt|pth|safetensors|task|tflite|weights)\b"
)
#: A command in a text before an address, and a call that runs it.
_ADVISES = re.compile(r"\b(?:curl|wget)[ ]")
_RUNS = re.compile(r"\b(?:Popen|call|check_call|check_output|run|system)\(")
#: Where a server of TensorFlow looks for the versions of a model.
_SERVED = re.compile(r"/models/[\w.-]{1,80}/\d{1,20}/?")
#: A version of a model in a repository of Triton.
_NUMBERED = re.compile(r"([^\n]{1,300})/(\d{1,10})/[^/\n]{1,100}")
_SIZE = 100_000
LOCK = "dvc.lock"
#: How the code and the settings end that the lock holds hashes of, too.
_NO_ROWS = (".cfg", ".ini", ".ipynb", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml")
_OF_SETTINGS = re.compile(r"(?i)(?:^|/)[\w-]{0,40}(?:config|param|setting)[\w-]{0,40}\.json$")
#: The list of what a step is given, or of what it makes.
_LIST = re.compile(r"(?m)^[ \t]{0,40}(deps|outs):[ \t]{0,8}$")
#: Where DVC keeps what it has the hashes of.
_REMOTE = re.compile(r"(?m)^[ \t]{0,8}url[ \t]?=")


def brought(operations: Operations, dockerfiles: Sequence[Dockerfile], tree: Tree) -> Answer | None:
    """Return the answer where what builds or starts the service brings a fixed version of the model."""
    images = [file.path for file in dockerfiles]
    if _keeps_model(operations, tree):
        if path := _pulling(operations, images, tree):
            return kept(("`dvc pull` brings the model whose hash DVC keeps", Location(path)))
        if answer := _by_pipeline(tree):
            return answer
    for path in (*images, *_small(tree, _STARTS)):
        if _REVISION.search(text_of(tree, path)):
            return kept(("a revision of the model is downloaded", Location(path)))
    for file in dockerfiles:
        for item in file.final if "tensorflow/serving" in file.text else ():
            if item.keyword == "COPY" and (found := _SERVED.search(item.arguments)):
                return kept((f"the image holds the model as `{found[0]}`", file.at(item)))
    for path in tree.files:
        found = _NUMBERED.fullmatch(path)
        if found and f"{found[1]}/config.pbtxt" in tree.files and not path.endswith(".py"):
            return kept((f"Triton is given version {found[2]} of the model", Location(path)))
    return None


def of_release(operations: Operations, dockerfiles: Sequence[Dockerfile], tree: Tree) -> Answer | None:
    """Return the answer for a model that the service, or what builds it, downloads of a release."""
    images = [text_of(tree, file.path) for file in dockerfiles]
    scripts = [path for path in tree.files if path.endswith((".py", ".sh"))]
    run = [path for path in scripts if any(path.rpartition("/")[2] in text for text in images)]
    for path in (*(file.path for file in dockerfiles), *sorted({*run, *operations.served_files})):
        if path in tree.files and (found := extracted(tree, path, _released_in, "")):
            return kept((f"the model is downloaded of the release {found}", Location(path)))
    return None


@extractor
def _released_in(files: Files, path: str) -> str:
    """Return the release that a file names a model of, and its repository.

    A message of Python that tells how to download one downloads none.
    """
    text = files.text(path, strict=False)
    for found in _RELEASED.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if path.endswith(".py") and _ADVISES.search(line) and not _RUNS.search(line):
            continue
        return f"`{found[2]}` of `{found[1]}`"
    return ""


def _keeps_model(operations: Operations, tree: Tree) -> bool:
    """Tell whether DVC keeps the hash of a model: by its name, or as code that serves names it."""
    pointers = [path for path in tree.files if path.endswith(".dvc")]
    if any(map(is_kept, pointers)):
        return True
    names = [path.removesuffix(".dvc") for path in pointers]
    for path in tree.files:
        if path.endswith("dvc.lock") and not tree.exceeds(path, _SIZE):
            names += (found[1].strip() for found in _LOCKED.finditer(text_of(tree, path)))
    if any("model" in name.lower() and not name.endswith(_NO_MODELS) for name in names):
        return True
    models = {name.rpartition("/")[2] for name in names if name.endswith(_ENDS)}
    texts = (text_of(tree, path) for path in operations.served_files if path in tree.files)
    return bool(models) and any(f"{name}{end}" in text for text in texts for name in models for end in "\"'")


def _pulling(operations: Operations, images: Iterable[str], tree: Tree) -> str:
    """Return what pulls the files that DVC keeps: an image, a script, a platform, or code that serves."""
    for path in (*images, *_small(tree, _STARTS)):
        if _pulls(_PULL, text_of(tree, path)):
            return path
    code = (path for path in sorted(operations.served_files) if path in tree.files)
    return next((path for path in code if _pulls(_PULL_IN_CODE, text_of(tree, path))), "")


def _pulls(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the command that pulls all files, or what may be a model; other files that it names are none."""
    for found in form.finditer(text):
        named = [word for word in _WORD.findall(found[1]) if "/" in word or "." in word or "$" in word]
        if not named or any("model" in word.lower() or "$" in word or "{" in word for word in named):
            return found
    return None


def _by_pipeline(tree: Tree) -> Answer | None:
    """Return the answer where a pipeline pulls the model: what it builds after that holds it."""
    pulling = ""
    for path in _small(tree, _PIPELINES):
        text = text_of(tree, path)
        if found := _pulls(_PULL, text):
            if _BUILDS.search(text, found.end()):
                return kept(("a pipeline builds with the model whose hash DVC keeps", Location(path)))
            pulling = pulling or path
    reason = f"whether the model that `{pulling}` pulls is the one that is served cannot be read"
    return untold(reason) if pulling else None


def _small(tree: Tree, form: re.Pattern[str]) -> list[str]:
    return [path for path in sorted(tree.files) if form.fullmatch(path) and not tree.exceeds(path, _SIZE)]


def locked_models(tree: Tree) -> list[str]:
    """Return the files of models that `dvc.lock` at the root has the hashes of."""
    if not tree.exists(LOCK) or tree.exceeds(LOCK, _SIZE):
        return []
    return [path for path in _paths(tree.text(LOCK, strict=False)) if path.endswith(_ENDS)]


def locks_data(tree: Tree) -> bool:
    """Tell whether `dvc.lock` at the root may hold the hash of data, and not of code and settings alone."""
    if not tree.exists(LOCK):
        return False
    if tree.exceeds(LOCK, _SIZE):
        return True
    paths = _paths(tree.text(LOCK, strict=False))
    return not paths or any(map(_may_be_data, paths))


def may_bring_data(tree: Tree) -> bool:
    """Tell whether what the lock has hashes of may come again: it is given to a step, or a remote keeps it.

    What a step makes, and no remote is seen to keep, comes again only from where the step takes it.
    """
    if tree.exceeds(LOCK, _SIZE):
        return True
    of: dict[str, set[str]] = {"deps": set(), "outs": set()}
    _, *parts = _LIST.split(tree.text(LOCK, strict=False))
    for kind, part in zip(parts[::2], parts[1::2], strict=True):
        of[kind].update(_paths(part))
    if not of["outs"] or any(map(_may_be_data, of["deps"] - of["outs"])):
        return True
    config = ".dvc/config"
    return tree.exists(config) and _REMOTE.search(tree.text(config, strict=False)) is not None


def _paths(text: str) -> list[str]:
    return [found[1].strip() for found in _LOCKED.finditer(text)]


def _may_be_data(path: str) -> bool:
    return not path.endswith(_NO_ROWS) and not _OF_SETTINGS.search(path)
