"""What the documents of a project say about where its files come from."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from roadworthy import Blocked, Files, Tree, extractor

#: Words by which a document may say where data come from, and where trained models do.
_DATA = re.compile(
    r"(?i)download|kaggle|zenodo|figshare|dropbox|drive\.google|huggingface|\bdvc\b|\bdata ?sets?\b|wget|curl|s3://|gs://"
)
_MODELS = re.compile(
    r"(?i)weight|check ?point|pre-?trained|trained[ _-]model|zenodo|figshare|dropbox|drive\.google"
    r"|huggingface|\bdvc\b|s3://|gs://|releases|download[^\n]{0,60}model|model[^\n]{0,60}download"
)
#: Files of trained models, by their suffix, or by that and a word.
_OF_MODELS = (".keras", ".pt", ".pth")
_MAYBE = (".h5", ".joblib", ".pickle", ".pkl")
_WORD = re.compile(
    r"(?i)check ?point|ckpt|classifier|clf|encoder|model|regressor|scaler|tokenizer|vectori[sz]er|weight"
)
_DOCUMENTS = (
    ".md",
    ".rst",
    ".sh",
    ".bat",
    ".dvc",
    ".yml",
    ".yaml",
    "dockerfile",
    "makefile",
    "readme.txt",
    "readme",
)
_SIZE = 200_000
#: What a document explains beside files: their names have a point, and these have none.
_KINDS = {True: "models", False: "data"}


def is_explained(path: str, told: AbstractSet[str]) -> bool:
    """Tell whether documents mention a file by its name, or speak of where such files come from."""
    name = path.rpartition("/")[2].lower()
    of_model = name.endswith(_OF_MODELS) or (name.endswith(_MAYBE) and _WORD.search(name) is not None)
    return name in told or _KINDS[of_model] in told


def what_it_explains(path: str, tree: Tree) -> list[str] | None:
    """Return what a document explains: names of files, and kinds of them; None if it cannot be read."""
    if not path.rpartition("/")[2].lower().endswith(_DOCUMENTS):
        return []
    try:
        return None if tree.exceeds(path, _SIZE) else tree.extract(path, _explained)
    except Blocked:
        return None


@extractor
def _explained(files: Files, path: str) -> list[str]:
    """Return the words of a text with a point in them, and the kinds of files that it speaks of."""
    text = files.text(path, strict=False)
    words = {word.lower() for word in re.findall(r"(?<![\w-])[\w-]++(?:\.\w+)+", text)}
    words.update(_KINDS[kind] for kind, pattern in ((False, _DATA), (True, _MODELS)) if pattern.search(text))
    return sorted(words)
