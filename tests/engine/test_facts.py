"""Facts are computed on demand, once, and asked for by type."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from roadworthy.core.fact import fact
from roadworthy.core.fault import Absent, Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.registry import Registry
from roadworthy.core.signature import every, item_of, key_of, read_signature, show
from roadworthy.engine.budget import Spent
from roadworthy.engine.facts import Facts


@dataclass(frozen=True)
class File:
    name: str


@dataclass(frozen=True)
class Parsed:
    name: str


@dataclass(frozen=True)
class Total:
    number: int


@dataclass(frozen=True)
class Root:
    name: str


def files() -> tuple[File, ...]:
    return (File("a"), File("broken"), File("c"))


def parsed(file: File) -> Parsed:
    if file.name == "broken":
        raise Unreadable("it is broken", Location(file.name))
    return Parsed(file.name)


def total(items: tuple[Parsed, ...]) -> Total:
    return Total(len(items))


def test_a_provider_is_called_for_each_subject_and_a_broken_one_hides_no_other() -> None:
    facts = Facts(Registry([files, parsed, total]))

    subjects = facts.subjects(Parsed)

    assert [subject for subject in subjects if isinstance(subject, Parsed)] == [Parsed("a"), Parsed("c")]
    assert facts.get(Total) == Total(2)


@dataclass(frozen=True)
class Listed:
    path: str


@dataclass(frozen=True)
class Read:
    file: str


@dataclass(frozen=True)
class Whole:
    """Says of no file that it is of it."""

    file: int = 0


def test_where_files_are_named_no_other_is_read() -> None:
    asked: list[str] = []

    def listed() -> tuple[Listed, ...]:
        return (Listed("a"), Listed("b"), Listed("c"))

    def read(listed: Listed) -> Read:
        asked.append(listed.path)
        return Read(listed.path)

    def whole() -> Whole:
        return Whole()

    def one() -> Read:
        return Read("a")

    facts = Facts(Registry([listed, read, whole]))
    assert facts.subjects(Read, ["a", "c"]) == facts.subjects(Read, ["a", "c"]) == [Read("a"), Read("c")]
    assert facts.subjects(Listed, ["a", "c"]) == [Listed("a"), Listed("c")]
    assert facts.subjects(Whole, ["a", "c"]) == [Whole()]
    assert asked == ["a", "c"]
    assert facts.subjects(Read) == [Read("a"), Read("b"), Read("c")]
    # What is known already is not made again.
    asked.clear()
    known = Facts(Registry([listed, read]), {every(str(key_of(Read))): (Read("b"), Read("c"))})
    assert known.subjects(Read, ["c"]) == [Read("c")]
    assert asked == []
    single = Facts(Registry([one]))
    assert (single.subjects(Read, ["b"]), single.subjects(Read, ["a"])) == ([], [Read("a")])


@dataclass(frozen=True)
class Seen:
    count: int
    why: str


def broken() -> Total:
    raise Blocked("the files are broken")


def seen(number: Total | Blocked, root: Root | Blocked | None) -> Seen:
    return Seen(number.number if isinstance(number, Total) else -1, str(root))


def test_a_parameter_that_allows_it_gets_the_reason_where_a_fact_is_blocked() -> None:
    assert Facts(Registry([broken, seen], [Root]), {Root: None}).get(Seen) == Seen(-1, "None")
    sound = Facts(Registry([files, parsed, total, seen], [Root]), {Root: Root("r")})
    assert sound.get(Seen) == Seen(2, "Root(name='r')")
    assert [need.tolerant for need in read_signature(seen).needs] == [True, True]


def test_any_other_parameter_is_blocked_with_it() -> None:
    def strict(number: Total) -> Seen:
        return Seen(number.number, "")

    with pytest.raises(Blocked, match="the files are broken"):
        Facts(Registry([broken, strict])).get(Seen)


def test_what_was_made_of_each_subject_may_be_mapped_over_in_turn() -> None:
    def measured(item: Parsed) -> Total:
        return Total(len(item.name))

    facts = Facts(Registry([measured, files, parsed]))

    subjects = [subject for subject in facts.subjects(Total) if isinstance(subject, Total)]
    assert subjects == [Total(1), Total(1)]
    assert len(facts.faults) == 1


def test_a_type_that_is_also_given_alone_is_not_mapped_over() -> None:
    def main() -> File:
        return File("main")

    registry = Registry([files, main, parsed])
    assert registry.has(key_of(Parsed))
    assert not registry.has(every(Parsed))
    assert Facts(registry).get(Parsed) == Parsed("main")


def test_which_file_a_fact_is_made_of_is_known_by_what_its_providers_read() -> None:
    def main(root: Root) -> File:
        return File(root.name)

    def both(file: File, root: Root) -> Total:
        return Total(len(file.name + root.name))

    unmarked = Registry([main, parsed, both], given=[Root])
    keys = tuple(map(key_of, (Root, File, Parsed, Total)))
    assert [unmarked.file_of(key) for key in keys] == [None] * 4
    marked = Registry([fact(reads="file")(main), parsed, both], given=[Root])
    assert [marked.file_of(key) for key in keys] == [None, keys[1], keys[1], None]
    assert marked.file_of(every(File)) is None


def test_a_fact_without_a_parameter_is_made_of_no_file() -> None:
    @fact(reads="file")
    def main() -> File:
        return File("main")

    assert Registry([main]).file_of(key_of(File)) is None
    assert Registry([]).file_of(key_of(File)) is None


def test_what_comes_of_artifacts_needs_no_project_beside_them() -> None:
    def archives(root: Root) -> tuple[File, ...]:
        return (File(root.name),)

    keys = (key_of(File), every(File), key_of(Parsed), every(Parsed), key_of(Total))
    unmarked = Registry([archives, parsed, total], given=[Root])
    assert [unmarked.of_artifacts(key) for key in keys] == [False] * 5
    marked = Registry([fact(reads="artifacts")(archives), parsed, total], given=[Root])
    assert [marked.of_artifacts(key) for key in keys] == [True] * 5
    assert [marked.file_of(key) for key in keys] == [every(File), None, every(Parsed), None, keys[-1]]
    assert not marked.of_artifacts(key_of(Root))
    assert not Registry([files, parsed]).of_artifacts(key_of(Parsed))


def test_only_the_first_parameter_stands_for_each_item() -> None:
    def measured(item: Parsed, file: File) -> Total:
        return Total(len(item.name) + len(file.name))

    (fault,) = Registry([files, parsed, measured]).faults
    assert fault.message == "no provider gives `File`, which parameter `file` asks for"


def test_a_broken_file_is_a_fault_once_however_often_it_is_asked_for() -> None:
    facts = Facts(Registry([files, parsed, total]))

    facts.subjects(Parsed)
    facts.get(every(Parsed))
    facts.get(Total)

    assert [fault.message for fault in facts.faults.values()] == ["it is broken"]


def test_a_fact_is_computed_once() -> None:
    calls = []

    def counted() -> Total:
        calls.append(1)
        return Total(1)

    facts = Facts(Registry([counted]))
    assert facts.get(Total) is facts.get(Total)
    assert calls == [1]


def test_a_fact_that_needs_a_broken_one_is_blocked_too() -> None:
    def broken() -> Parsed:
        raise Unreadable("no", Location("x"))

    def after(parsed: Parsed | None) -> Total:
        return Total(0)

    facts = Facts(Registry([broken, after]))
    with pytest.raises(Unreadable):
        facts.get(Total)


def test_absent_is_none_and_spreads_to_facts_that_may_be_absent() -> None:
    def absent() -> Parsed | None:
        return None

    def after(parsed: Parsed) -> Total | None:
        return Total(1)

    facts = Facts(Registry([absent, after]))
    assert facts.get(Parsed) is None
    assert facts.get(Total) is None
    assert facts.subjects(Parsed) == []


def test_what_insists_on_an_absent_fact_is_absent_itself_and_is_not_called() -> None:
    def absent() -> Parsed | None:
        return None

    def strict(item: Parsed) -> Total:
        return Total(len(item.name))

    def tolerant(number: Total | None) -> Seen:
        return Seen(0 if number is None else 1, "")

    facts = Facts(Registry([absent, strict, tolerant]))
    with pytest.raises(Absent, match="Parsed"):
        facts.get(Total)
    assert facts.get(Seen) == Seen(0, "")
    assert facts.crashes == []


def test_what_cannot_be_measured_stays_so() -> None:
    def unmeasured() -> tuple[File, ...]:
        raise Unmeasured("there are none")

    facts = Facts(Registry([unmeasured, parsed]))
    with pytest.raises(Unmeasured, match="there are none"):
        facts.subjects(Parsed)


def test_what_cannot_be_measured_is_none_to_those_who_can_do_without() -> None:
    def unmeasured() -> Parsed:
        raise Unmeasured("there are none")

    def tolerant(item: Parsed | None) -> Total:
        return Total(0 if item is None else 1)

    def strict(item: Parsed) -> File:
        return File(item.name)

    facts = Facts(Registry([unmeasured, tolerant, strict]))
    assert facts.get(Total) == Total(0)
    with pytest.raises(Unmeasured, match="there are none"):
        facts.get(File)


def test_each_broken_place_is_a_fault_of_its_own() -> None:
    def each(file: File) -> Parsed:
        raise Unreadable("it is broken", Location(file.name))

    facts = Facts(Registry([files, each]))
    assert facts.get(every(Parsed)) == ()
    assert [location.file for location in facts.faults] == ["a", "broken", "c"]
    facts.note(Fault("said again", Location("a")))
    assert [fault.message for fault in facts.faults.values()] == ["it is broken"] * 3


def test_a_provider_that_raises_is_a_crash_on_its_subject_and_blocks_what_is_made_of_it() -> None:
    def each(file: File) -> Parsed:
        if file.name == "c":
            raise ZeroDivisionError("on purpose")
        return Parsed(file.name)

    def measured(item: Parsed) -> Total:
        return Total(len(item.name))

    facts = Facts(Registry([files, each, measured]))
    assert facts.get(every(Total)) == (Total(1), Total(6))
    blocked = [subject for subject in facts.subjects(Total) if isinstance(subject, Blocked)]
    assert [str(each) for each in blocked] == ["the fact `tuple[Parsed, ...]` crashed"]
    (crash,) = facts.crashes
    assert (crash.rule, crash.subject, crash.kind) == ("tuple[Parsed, ...]", "c", "fact")
    assert "ZeroDivisionError: on purpose" in crash.traceback


@pytest.mark.parametrize(("raised", "told"), [(ZeroDivisionError, "ZeroDivisionError"), (Spent, "too long")])
def test_a_provider_for_the_whole_project_that_is_stopped_is_one_crash(
    raised: type[BaseException], told: str
) -> None:
    def stopped() -> Total:
        raise raised

    facts = Facts(Registry([stopped]))
    for _ in range(2):
        with pytest.raises(Blocked, match="the fact `Total` crashed"):
            facts.get(Total)
    (crash,) = facts.crashes
    assert (crash.rule, crash.subject, crash.kind) == ("Total", "the project", "fact")
    assert told in crash.traceback


def test_a_subject_that_takes_too_long_hides_no_other() -> None:
    def each(file: File) -> Parsed:
        if file.name == "c":
            raise Spent
        return Parsed(file.name)

    facts = Facts(Registry([files, each]))
    assert facts.get(every(Parsed)) == (Parsed("a"), Parsed("broken"))
    assert [(crash.subject, crash.stopped) for crash in facts.crashes] == [("c", True)]


def test_a_subject_that_cannot_be_measured_hides_no_other() -> None:
    def each(file: File) -> Parsed:
        if file.name == "c":
            raise Unmeasured("there is nothing to measure by")
        return Parsed(file.name)

    facts = Facts(Registry([files, each]))
    assert facts.get(every(Parsed)) == (Parsed("a"), Parsed("broken"))
    assert facts.crashes == []


def test_a_missing_annotation_is_a_fault_with_its_place() -> None:
    def unannotated(thing):  # type: ignore[no-untyped-def]
        return thing

    (fault,) = Registry([unannotated]).faults
    assert fault.message == "parameter `thing` has no annotation"
    assert fault.file == __file__
    assert fault.line == unannotated.__code__.co_firstlineno


def test_a_type_that_nobody_gives_is_a_fault() -> None:
    (fault,) = Registry([total]).faults
    assert fault.message == "no provider gives `tuple[Parsed, ...]`, which parameter `items` asks for"


def test_a_cycle_is_a_fault_and_stops_no_other_provider() -> None:
    def one(two: Total) -> Parsed:
        return Parsed("")

    def two(one: Parsed) -> Total:
        return Total(0)

    registry = Registry([one, two, files])
    assert sorted(fault.message for fault in registry.faults) == [
        "`Parsed` needs itself through parameter `two`",
        "`Total` needs itself through parameter `one`",
    ]
    assert registry.has(every(File))
    assert not registry.has(key_of(Parsed))


def test_a_second_provider_of_one_type_is_a_fault() -> None:
    def again() -> tuple[File, ...]:
        return ()

    registry = Registry([files, again])
    assert [fault.message for fault in registry.faults] == ["`tuple[File, ...]` already has a provider"]


def test_options_are_keyword_only_with_a_default() -> None:
    def with_option(file: File, *, limit: int = 3) -> None: ...
    def with_default(file: File = File("x")) -> None: ...

    assert read_signature(with_option).options == ("limit",)
    with pytest.raises(Exception, match="must be keyword-only"):
        read_signature(with_default)


def test_keys_are_shown_as_their_author_wrote_them() -> None:
    assert show(every(File)) == "tuple[File, ...]"
    assert show(key_of(File)) == "File"
    assert item_of(every(File)) == key_of(File)
    assert item_of(key_of(tuple[int, str])) is None
