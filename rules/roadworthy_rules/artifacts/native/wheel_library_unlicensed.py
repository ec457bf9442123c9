import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import is_vendored

#: A licence or notice by its name, anywhere; what lies below `licenses` (PEP 639) or `sboms` (PEP 770).
_TERMS = re.compile(
    r"(?is).*\.dist-info/(licenses|sboms)/.*|(.*/)?(?=[^/]*(licen[cs]e|copying|copyright|notice))[^/]*"
)


@rule(Severity.NOTE, since="0.1")
def wheel_library_unlicensed(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains third-party libraries but no licence.

    Wheel repair copies system libraries into the wheel, and nearly every licence requires that copies include
    its text. Add the texts to `license-files` (PEP 639), or include an SBOM in `.dist-info/sboms` (PEP 770),
    as newer versions of auditwheel do.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so" = { format = "ELF", machine = "x86_64" }
    binaries."demo.libs/libpng16-1234abcd.so.16" = { format = "ELF", machine = "x86_64" }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/licenses/LICENSE" = "MIT" }
    binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so" = { format = "ELF", machine = "x86_64" }
    binaries."demo.libs/libpng16-1234abcd.so.16" = { format = "ELF", machine = "x86_64" }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so" = { format = "ELF", machine = "x86_64" }
    ```
    """
    libraries = [name for name in wheel.contents.binaries if is_vendored(name)]
    if libraries and not any(_TERMS.fullmatch(member.name) for member in wheel.contents.members):
        yield Finding(f"{and_more(libraries)}: included without a licence", wheel.at(libraries[0]))
