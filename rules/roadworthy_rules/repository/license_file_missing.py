from collections.abc import Iterator

from roadworthy import Finding, Profile, Pyproject, Repository, Severity, Sign, rule
from roadworthy_rules.repository._shared import LICENSE_TEXT


@rule(Severity.WARNING, since="0.1")
def license_file_missing(
    repository: Repository, pyproject: Pyproject | None, profile: Profile
) -> Iterator[Finding]:
    """There is no file with the text of the licence.

    Most licences ask that their text goes with every copy, and a licence that is only named in the metadata
    is overlooked by the tools that clear dependencies. Put the text into a `LICENSE` file. What must never
    be published says so by a classifier that starts with `Private ::`.

    The rule stays silent where no package is built, as in a collection of scripts and notebooks: nobody
    installs a copy. The score does count the missing licence.

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
    Scripts that build no package are not handed on.

    ```python good
    print("training")
    ```
    What a backend put into an sdist is another rule's business.

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
        yield Finding("there is no file with the text of the licence", repository.place)
