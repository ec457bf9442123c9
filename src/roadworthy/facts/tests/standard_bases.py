"""Classes of the standard library that projects inherit from, and what these may call of an heir."""

from __future__ import annotations

from roadworthy.facts.python import ModuleSummary

_ABSTRACT = (
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable Callable Collection Container Coroutine Generator"
    " Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence"
    " MutableSet Reversible Sequence Set Sized ValuesView"
)
_COLLECTIONS = "ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque"
_BUILTINS = (
    "bool bytearray bytes complex dict float frozenset int list object set str tuple"
    " ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError"
    " BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError"
    " ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Exception ExceptionGroup"
    " FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError"
    " ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError"
    " KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError"
    " NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError"
    " ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning"
    " StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError"
    " TimeoutError TypeError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError"
    " UnicodeWarning UserWarning ValueError Warning ZeroDivisionError"
)
_STANDARD = frozenset(
    f"{module}.{name}"
    for modules, names in (
        # Old code takes the abstract classes from `collections`.
        ("collections.abc collections typing", _ABSTRACT),
        ("collections", _COLLECTIONS),
        ("typing", "DefaultDict Deque Dict FrozenSet Generic List NamedTuple OrderedDict"),
        ("typing_extensions", "Generic NamedTuple"),
        ("enum", "Enum Flag IntEnum IntFlag StrEnum"),
        ("abc", "ABC"),
        ("contextlib", "AbstractAsyncContextManager AbstractContextManager"),
        ("builtins", _BUILTINS),
    )
    for module in modules.split()
    for name in names.split()
)
#: The public names of these classes: what has one of them may be called without being named.
INHERITED = frozenset(
    "add add_note append appendleft args as_integer_ratio bit_count bit_length capitalize casefold center"
    " characters_written clear close code conjugate copy count data decode default_factory denominator derive"
    " difference difference_update discard elements encode encoding end end_lineno end_offset endswith errno"
    " exceptions expandtabs extend extendleft filename filename2 find format format_map from_bytes fromhex"
    " fromkeys get hex imag index insert intersection intersection_update is_integer isalnum isalpha isascii"
    " isdecimal isdigit isdisjoint isidentifier islower isnumeric isprintable isspace issubset issuperset"
    " istitle isupper items join keys lineno ljust lower lstrip maketrans maxlen message most_common"
    " move_to_end msg name new_child numerator obj object offset parents partition path pop popitem popleft"
    " print_file_and_line real reason remove removeprefix removesuffix replace reverse rfind rindex rjust"
    " rotate rpartition rsplit rstrip send setdefault sort split splitlines start startswith strerror strip"
    " subgroup subtract swapcase symmetric_difference symmetric_difference_update text throw title to_bytes"
    " total translate union update upper value values with_traceback zfill".split()
)


def standard_bases(module: ModuleSummary) -> frozenset[str]:
    """Return the bases, as the classes of a module name them, that are such classes."""
    named = {base for item in module.definitions if item.kind == "class" for base in item.bases}
    if not named:
        return frozenset()
    origins: dict[str, list[str]] = {}
    for item in module.imports:
        whole = f"{item.module}.{item.name}" if item.name else item.module
        short = item.name or item.alias
        origin = f"{'.' * item.level}{whole if short else item.binds}"
        origins.setdefault(item.binds, []).append(origin)
    own = {item.name for item in module.definitions if not item.owner} | module.assigned
    found: set[str] = set()
    for base in named:
        root, dot, rest = base.partition(".")
        # Another version of Python may take it from another place.
        known = origins.get(root) or ([] if dot or root in own or "*" in origins else [f"builtins.{root}"])
        if known and all(f"{origin}{dot}{rest}" in _STANDARD for origin in known):
            found.add(base)
    return frozenset(found)
