from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule


@rule(Severity.ERROR, since="0.1")
def wheel_tag_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its `WHEEL` file have different tags.

    Installers read the filename, and tools that inspect installed distributions read `WHEEL`, so they
    disagree about where the wheel works. This happens when a wheel is renamed. Rebuild it for the correct
    tags, or use `wheel tags`, which changes both.

    ```wheel dist/demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl bad
    tag = "cp312-cp312-linux_x86_64"
    ```

    ```wheel bad
    wheel = { Tag = "" }
    ```

    ```wheel good
    tag = "py2.py3-none-any"
    ```

    ```wheel good
    tag = "py2.py3-none-any"
    wheel = { Tag = "py2.py3-none-any" }
    ```
    """
    if not wheel.filename.tags or not wheel.dist_info.wheel:
        return
    stated = {tag for header in wheel.dist_info.wheel.get("tag", ()) for tag in _expanded(header.lower())}
    here = wheel.at(f"{wheel.dist_info.directory}/WHEEL")
    missing = [tag for tag in wheel.filename.tags if tag not in stated]
    if missing:
        yield Finding(f"the filename has {and_more(missing)}, but `WHEEL` does not", here)
    surplus = sorted(stated.difference(wheel.filename.tags))
    if surplus:
        yield Finding(f"`WHEEL` has {and_more(surplus)}, but the filename does not", here)


def _expanded(tag: str) -> set[str]:
    """Return the single tags of a compressed set: `py2.py3-none-any` stands for two."""
    parts = [part.split(".") for part in tag.strip().split("-")]
    if len(parts) != 3:
        return {tag}
    return {f"{python}-{abi}-{platform}" for python in parts[0] for abi in parts[1] for platform in parts[2]}
