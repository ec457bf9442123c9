from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, Tree, canonical_version, rule

#: Sources of native code, whose wheels are built elsewhere, one for each platform.
_NATIVE = (".c", ".cc", ".cpp", ".f90", ".pyx", ".rs", "/CMakeLists.txt", "/Cargo.toml", "/meson.build")


@rule(Severity.WARNING, since="0.1")
def wheel_missing(sdist: Sdist, tree: Tree) -> Iterator[Finding]:
    """`dist/` contains an sdist but no wheel of that version.

    An installation from the sdist first runs your build, which is slow, needs tools that may be missing, and
    gives a result you have not tested. Build and upload a wheel too: `python -m build` creates both.

    ```toml bad
    [project]
    name = "demo"
    ```
    ```sdist bad
    ```

    ```toml bad
    [project]
    name = "demo"
    ```
    ```sdist bad
    version = "1.1"
    ```
    ```wheel bad
    version = "1.0"
    ```

    ```toml good
    [project]
    name = "demo"
    ```
    ```sdist good
    ```
    ```wheel good
    ```

    ```toml good
    [project]
    name = "demo"
    ```
    ```sdist good
    files = { "src/demo/_fast.pyx" = "" }
    ```

    ```sdist good
    ```
    """
    from packaging.utils import canonicalize_name

    # Without any files the sdist was named itself, and nothing is known of what lies beside it.
    if not tree.files or is_native(sdist):
        return
    wanted = (sdist.filename.name, canonical_version(sdist.filename.version))
    wheels = (path.rpartition("/")[2].split("-") for path in tree.artifacts if path.endswith(".whl"))
    built = {(canonicalize_name(parts[0]), canonical_version(parts[1])) for parts in wheels if len(parts) > 1}
    if wanted not in built:
        yield Finding(f"no wheel of {sdist.filename.name} {sdist.filename.version} is beside it", sdist.at())


def is_native(sdist: Sdist) -> bool:
    """Tell whether an sdist holds sources of native code."""
    return any(member.name.endswith(_NATIVE) for member in sdist.contents.members)
