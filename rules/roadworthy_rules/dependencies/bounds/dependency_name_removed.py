from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy import (
    Dependency,
    Dockerfile,
    Finding,
    LockFile,
    Module,
    ModuleSummary,
    Severity,
    and_more,
    fact,
    parse_version,
    rule,
)
from roadworthy_rules.dependencies.bounds._removed_uses import RemovedName, removed_in_module

#: Other distributions with the same module.
_OTHERS = {
    "keras": ("tensorflow",),
    "tensorflow": ("intel-tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "pillow": ("pillow-simd",),
}


@rule(Severity.WARNING, since="0.2", handwritten=True)
def dependency_name_removed(
    uses: tuple[RemovedName, ...],
    modules: tuple[ModuleSummary, ...],
    dependencies: tuple[Dependency, ...],
    locks: tuple[LockFile, ...],
    dockerfiles: tuple[Dockerfile, ...],
) -> Iterator[Finding]:
    """The code uses a name that a library has removed, and the requirements allow the release without it.

    A new installation takes the newest release, and the code fails there with `AttributeError` or
    `ImportError`. Use the replacement that the library's release notes name, or require an older release, as
    in `numpy<1.24`.

    The rule knows names that numpy, pandas, scikit-learn, SciPy, TensorFlow, Keras, torch, torchtext,
    Matplotlib, Pillow, gensim, Flask, Gradio, Evidently and others removed, and arguments that they no longer
    take, such as `mean_squared_error(squared=)` or `Adam(lr=)` of Keras 3. It reports a library once. It
    ignores names that the code sets itself, uses in a `try` or in a module that checks a version, and
    libraries that a Dockerfile installs.

    ```requirements bad
    numpy>=1.18
    pandas
    ```
    ```python train.py bad
    import numpy as np
    import pandas as pd
    from sklearn.datasets import load_boston

    def rows():
        frame = pd.DataFrame(load_boston().data)
        frame = frame.append({"age": np.float(3)}, ignore_index=True)
        return frame
    ```
    ```requirements bad
    librosa
    scikit-learn>=1.0
    xgboost
    ```
    ```python train.py bad
    import librosa
    from sklearn.metrics import mean_squared_error
    from xgboost import XGBRegressor

    def error(path, rows, target):
        sound, rate = librosa.load(path)
        features = librosa.feature.mfcc(sound, sr=rate)
        model = XGBRegressor()
        model.fit(rows, target, eval_set=[(rows, target)], early_stopping_rounds=5)
        return features, mean_squared_error(target, model.predict(rows), squared=False)
    ```
    ```requirements bad
    numpy>=1.16
    ```
    ```python rows.py bad
    import numpy as np

    def is_whole(value):
        return isinstance(value, (int, np.int, np.int64))
    ```
    ```requirements good
    numpy>=1.16
    ```
    ```python rows.py good
    from __future__ import annotations

    import numpy as np

    def is_whole(value: np.int) -> np.bool:
        whole: np.int = 3
        return isinstance(value, (int, np.int64)) and value > whole
    ```
    ```requirements good
    librosa
    scikit-learn>=1.0
    xgboost
    ```
    ```python train.py good
    import librosa
    from sklearn.metrics import root_mean_squared_error
    from xgboost import XGBRegressor

    def error(path, rows, target):
        sound, rate = librosa.load(path, sr=16000)
        features = librosa.feature.mfcc(y=sound, sr=rate)
        model = XGBRegressor(early_stopping_rounds=5)
        model.fit(rows, target, eval_set=[(rows, target)])
        return features, root_mean_squared_error(target, model.predict(rows))
    ```
    ```requirements good
    numpy>=1.18,<1.24
    pandas==1.5.3
    scikit-learn~=1.1.0
    ```
    ```python train.py good
    import numpy as np
    import pandas as pd
    from sklearn.datasets import load_boston

    def rows():
        frame = pd.DataFrame(load_boston().data)
        frame = frame.append({"age": np.float(3)}, ignore_index=True)
        return frame
    ```
    ```python train.py good
    import numpy as np
    import tensorflow as tf

    if tf.__version__ < "2":
        session = tf.Session()
    try:
        whole = np.int
    except AttributeError:
        whole = int

    def rows(names):
        names = names.append("age")
        return names
    ```
    """
    own = {item.name for module in modules for item in module.definitions}
    found: dict[str, list[RemovedName]] = {}
    set_here = {use.name for use in uses if use.is_set}
    for use in uses:
        if not use.is_set and use.name not in set_here and use.name.rpartition(".")[2] not in own:
            found.setdefault(use.distribution, []).append(use)
    for distribution, all_of_it in found.items():
        names = (distribution, *_OTHERS.get(distribution, ()))
        if any(
            name in item.arguments for file in dockerfiles for item in file.instructions for name in names
        ):
            continue
        allowed = [use for use in all_of_it if _allowed(use.release, names, dependencies, locks)]
        if not allowed:
            continue
        first, *others = allowed
        every = list(dict.fromkeys(use.name for use in (first, *others) if use.release == first.release))
        verb = "was" if len(every) == 1 else "were"
        removed = f"{and_more(every, 3)} {verb} removed in {distribution} {first.release}"
        message = f"{removed}, and no requirement excludes it"
        yield Finding(message, first.at, related=tuple(use.at for use in others[:10]))


def _allowed(
    release: str, names: Sequence[str], dependencies: Sequence[Dependency], locks: Sequence[LockFile]
) -> bool:
    """Tell whether what is declared and locked allows a release, or a later one."""
    for lock in locks:
        for package in lock.packages:
            if package.name in names and package.version:
                return _is_from(package.version, release)
    declared = [item for item in dependencies if item.name in names and item.kind != "build"]
    if "keras" in names and any("tensorflow" in item.name and item.text != item.name for item in declared):
        return False
    return all(_admits(item, release) for item in declared)


def _admits(dependency: Dependency, release: str) -> bool:
    """Tell whether a requirement admits a release or a later one; what cannot be read admits none."""
    from packaging.specifiers import InvalidSpecifier

    from roadworthy import parse_specifiers

    if dependency.requirement is None:
        return False
    try:
        specifiers = parse_specifiers(
            _of_conda(dependency.constraint or str(dependency.requirement.specifier))
        )
    except InvalidSpecifier:
        return False
    if dependency.requirement.url:
        return False
    later = [one.version.removesuffix(".*") for one in specifiers]
    candidates = [release, "99999", *(version for version in later if _is_from(version, release))]
    return any(specifiers.contains(version, prereleases=True) for version in candidates)


def _of_conda(text: str) -> str:
    """Return a constraint of Poetry or conda as specifiers, as far as it says which release is the last."""
    text = text.strip()
    if text in ("", "*"):
        return ""
    if text[0] == "^":
        major = text[1:].partition(".")[0]
        return f"<{int(major) + 1}" if major.isdecimal() else text
    if text[0] == "~" and text[1:2] != "=":
        return f"~={text[1:]}"
    return text if text[0] in "<>=!~" else f"=={text}"


def _is_from(version: str, release: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        return parse_version(version) >= parse_version(release)
    except InvalidVersion:
        return False


@fact
def removed_name_uses(module: Module, summary: ModuleSummary) -> tuple[RemovedName, ...]:
    """Look for removed names in a module of source code that imports their libraries."""
    if module.role != "source" or module.generated:
        return ()
    return tuple(removed_in_module(module, summary))
