"""Every limit on untrusted input, in one place; each is reported when it is reached."""

#: Bytes of one text file (Python, TOML, YAML, Dockerfile); larger ones are skipped, and said to be.
FILE_SIZE = 5 * 1024 * 1024
#: Bytes of a file that are looked at for who wrote it.
HEAD = 4096
#: Bytes of the files that are kept in memory for those who read them again: of those that are read first, and
#: of those that were read last; and characters of them that are kept as texts, for to decode takes a
#: twentieth of the time to read.
KEPT_FIRST = 24 * 1024 * 1024
KEPT = 8 * 1024 * 1024
KEPT_TEXT = 4 * 1024 * 1024
#: Lines of one Python file: its syntax tree takes two thousand bytes of memory for a short one.
LINES = 200_000
#: Values that are looked at in the literals of one setup.py, through the names that stand for them.
LITERAL_NODES = 100_000
#: Bytes of one YAML file: PyYAML reads less than 1 MB a second.
YAML_SIZE = 1024 * 1024
#: Parts of one dotted key of TOML.
KEY_PARTS = 40
#: Digits of one number, also in a version: Python takes quadratic time for them, and refuses some thousands.
DIGITS = 500
#: Bytes of one notebook: outputs may be large.
NOTEBOOK_SIZE = 100 * 1024 * 1024
#: Bytes of one file of coverage data.
COVERAGE_SIZE = 64 * 1024 * 1024
#: Files in one project, and how deep its directories may nest.
FILES = 200_000
DEPTH = 60
#: Members of one archive, bytes of one member, and bytes of all that are read, counted while inflating.
ARCHIVE_MEMBERS = 100_000
MEMBER_SIZE = 64 * 1024 * 1024
ARCHIVE_TOTAL = 2 * 1024 * 1024 * 1024
#: Bytes kept of one file of native code while it is read: of a larger one, both ends.
BINARY_SIZE = 64 * 1024 * 1024
#: Entries of tables in native code that are looked at in one archive, and strings that are kept of them.
BINARY_ENTRIES = 2_000_000
BINARY_STRINGS = 200_000
#: How many times larger than its archive a member set may be before it counts as a bomb.
ARCHIVE_RATIO = 200
#: Bytes of Python that are parsed of one wheel, where it has native code and where not, and of one module:
#: reading and hashing numpy's wheel takes as long as parsing 2 MiB.
WHEEL_SOURCE_NATIVE = 256 * 1024
WHEEL_SOURCE = 4 * 1024 * 1024
MODULE_IN_WHEEL = 1024 * 1024
#: Bytes that one command of Git may print, or that one of its files holds, names of commits in files of their
#: own, and seconds that a command may take.
GIT_OUTPUT = 256 * 1024 * 1024
GIT_NAMES = 50_000
GIT_SECONDS = 120
#: Characters of the files of one project that its fixes are shown as diffs of: each is parsed twice for each.
FIX_DIFFS = 512 * 1024
#: Findings that a SARIF report holds.
SARIF_RESULTS = 5_000
#: Requirements in one file.
REQUIREMENTS = 20_000
#: Commas of one Python file: what has more is data, and takes a thousand bytes of memory for each.
COMMAS = 250_000
#: Characters of one requirement, version or specifier, and brackets in it: it is read recursively.
REQUIREMENT_SIZE = 10_000
REQUIREMENT_DEPTH = 50
#: Findings of one rule on one file or other subject.
FINDINGS = 10_000
#: Seconds that one file, one rule and a whole run may take where no other limit holds.
FILE_SECONDS = 60
RULE_SECONDS = 120
RUN_SECONDS = 3_600
#: Bytes of one entry that is kept from run to run, and of all of them.
CACHE_ENTRY = 128 * 1024 * 1024
CACHE_SIZE = 512 * 1024 * 1024
#: Bytes of source that must be pending for further processes to pay, forked ones and others; bytes that each
#: of them has before it; and how many may die.
FORK_BYTES = 1024 * 1024
SPAWN_BYTES = 4 * 1024 * 1024
WORKER_BYTES = 64 * 1024
WORKER_DEATHS = 10
