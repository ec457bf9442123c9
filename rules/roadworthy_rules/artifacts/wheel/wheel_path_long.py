from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import may_be_for_windows

#: Windows takes 260 characters by default, and an environment's own path takes some 60 of them.
_LIMIT = 200


@rule(Severity.WARNING, since="0.1")
def wheel_path_long(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a path that is too long for Windows.

    Windows limits a path to 260 characters by default, including the path of the environment, so the
    installation fails. Shorten the names, or use fewer nested directories.

    The rule reports paths of more than 200 characters, because the path of an environment often has about 60.
    It ignores wheels that are only for other systems.

    ```wheel bad
    [files]
    "demo/__init__.py" = ""
    "demo/a_very_long_directory_name_that_says_it_all/and_another_one_that_says_it_once_more/and_a_third_for_good_measure_because_it_is_so_much_fun/with_a_file_in_it_that_has_the_longest_name_of_them_all/x.json" = ""
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/data/a.json" = "" }
    ```
    """  # noqa: E501
    found = [member.name for member in wheel.contents.members if len(member.name) > _LIMIT]
    if found and may_be_for_windows(wheel):
        more = f", and {len(found) - 1} more such" if len(found) > 1 else ""
        yield Finding(f"`{found[0]}` has {len(found[0])} characters{more}", wheel.at(found[0]))
