from collections.abc import Iterator

from roadworthy import Finding, Profile, Pyproject, Repository, Severity, Sign, rule
from roadworthy_rules.repository._shared import LICENSE_TEXT


@rule(Severity.WARNING, since="0.1")
def license_file_missing(
    repository: Repository, pyproject: Pyproject | None, profile: Profile
) -> Iterator[Finding]:
    """The repository has no file with the text of the licence.

    Most licences require that every copy includes their text, and tools that check licences overlook one that
    is only named in the metadata. Add the text as `LICENSE`.

    The rule ignores projects with a classifier that starts with `Private ::`, and scripts and notebooks that
    build no package, because users do not install them. The score still counts the missing licence.

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
    Scripts that build no package:

    ```python good
    print("training")
    ```
    The rule ignores unpacked sdists.

    ```text PKG-INFO good
    Name: demo
    ```
    """
    if not repository.is_whole or any(
        map(LICENSE_TEXT.fullmatch, {*repository.files, *(repository.tracked or ())})
    ):
        return
    if pyproject is not None:
        if pyproject.get(dict, "project", "license") or pyproject.has("project", "license-files"):
            return
        if pyproject.is_private:
            return
    if Sign.NO_PACKAGE not in profile.signs:
        yield Finding("the repository has no file with the text of the licence", repository.place)
