from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.NOTE, since="0.1", default=False)
def wheel_tags_unsorted(wheel: Wheel) -> Iterator[Finding]:
    """The tags in a wheel's filename are not sorted.

    Compressed tag sets are sorted (PEP 425), so that each wheel has one filename. Installers accept any
    order, but tools that compare filenames do not. Run `wheel tags` to write the sorted filename.

    ```wheel bad
    tag = "py3.py2-none-any"
    ```

    ```wheel good
    ```

    ```wheel good
    tag = "py2.py3-none-any"
    ```
    """
    for part in wheel.filename.text[:-4].split("-")[-3:] if wheel.filename.tags else ():
        tags = part.split(".")
        if tags != sorted(tags):
            yield Finding(f"`{part}` is not sorted", wheel.at())
