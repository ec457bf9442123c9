"""What runs of a program write, by their paths."""

import re

from roadworthy import path_words

#: What a run writes, by the end of its path; for submissions see below.
_KINDS = {
    "a database": re.compile(r"(?i).*\.(?:db|db3|sqlite|sqlite3)"),
    "a log": re.compile(
        r"(?i)(?:.*/)?(?:[^/]+\.log(?:\.\d+)?|nohup\.out|slurm-\d[^/]*\.out|[^/]+\.[eo]\d{4,})"
    ),
    "events of TensorBoard": re.compile(r"(?:.*/)?events\.out\.tfevents\.[^/]+"),
    "the settings of a run of Hydra": re.compile(r"(?:.*/)?\.hydra/[^/]+\.yaml"),
}
#: Directories that runs write to, and suffixes of what they write there; figures may be for readers.
_RESULTS = frozenset(
    "checkpoint checkpoints log logs output outputs prediction predictions preds result results".split()
)
_WRITTEN = tuple(
    ".ckpt .csv .h5 .hdf5 .joblib .json .jsonl .keras .npy .npz .onnx .pickle .pkl .pt .pth .pytorch"
    " .safetensors .tar .tsv .txt".split()
)


def kind_of_output(path: str) -> str:
    """Return which output of a run a file is by its path, "" for any other file."""
    folder, _, name = path.lower().rpartition("/")
    if name.endswith(".csv"):
        submitted = "submission" in name or folder.endswith(("submission", "submissions"))
        given = any(word in name for word in ("sample", "example", "template"))
        if submitted:
            return "" if given else "a submission to a competition"
    if kind := next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(path)), ""):
        return kind
    result = name.endswith(_WRITTEN) and not _RESULTS.isdisjoint(path_words(folder))
    return "a result of a run" if result else ""
