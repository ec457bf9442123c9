from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Finding,
    Profile,
    Purpose,
    Pyproject,
    Repository,
    Severity,
    Sign,
    rule,
)
from roadworthy_rules.repository._shared import LICENSE_TEXT


@rule(Severity.WARNING, since="0.1")
def license_file_missing(
    repository: Repository,
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata,
    profile: Profile,
    purpose: Purpose,
) -> Iterator[Finding]:
    """The repository has no file with the text of the licence.

    Most licences require that every copy includes their text, and tools that check licences overlook one that
    is only named in the metadata. Add the text as `LICENSE`.

    The rule applies to projects that declare a licence; `license-missing` checks the others. It ignores
    projects with a classifier that starts with `Private ::`. The score still counts the missing licence.

    ```toml bad
    [project]
    name = "demo"
    license = "MIT"
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    ```
    ```text MIT-LICENSE.txt good
    Permission is hereby granted, free of charge, to any person ...
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT OR Apache-2.0"
    ```
    ```text LICENSES/MIT.txt good
    Permission is hereby granted, free of charge, to any person ...
    ```
    ```toml good
    [project]
    name = "demo"
    license = { text = "Permission is hereby granted, free of charge, to any person ..." }
    ```
    ```toml good
    [project]
    name = "demo"
    classifiers = ["Private :: Do Not Upload"]
    ```
    Projects that declare no licence:

    ```python good
    print("training")
    ```
    ```toml good
    [project]
    name = "demo"
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```toml bad
    [project]
    name = "demo"
    license = "MIT"
    ```
    ```dockerfile bad
    FROM python:3.13
    ```
    The rule ignores unpacked sdists, and templates, whose users choose a licence.

    ```text PKG-INFO good
    Name: demo
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    ```
    ```text README.md good
    # Template for packages
    ```
    """
    if purpose.name == "template":
        return
    if not repository.is_whole or any(
        map(LICENSE_TEXT.fullmatch, {*repository.files, *(repository.tracked or ())})
    ):
        return
    if pyproject is not None:
        if pyproject.get(dict, "project", "license") or pyproject.has("project", "license-files"):
            return
        if pyproject.is_private:
            return
    if _names_licence(metadata) and Sign.NO_PACKAGE not in profile.signs:
        yield Finding("the repository has no file with the text of the licence", repository.place)


def _names_licence(metadata: DeclaredMetadata) -> bool:
    """Tell whether the metadata names a licence, in a field or by a classifier."""
    classifiers = (name for _, name in metadata.each(str, "classifiers"))
    return bool(metadata.get(object, "license")) or any(name.startswith("License ::") for name in classifiers)
