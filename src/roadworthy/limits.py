"""Every limit on untrusted input, in one place; each is reported when it is reached."""

#: Bytes of one text file (Python, TOML, YAML, Dockerfile); larger ones are skipped, and said to be.
FILE_SIZE = 5 * 1024 * 1024
#: Lines of one Python file: its syntax tree takes two thousand bytes of memory for a short one.
LINES = 200_000
#: Bytes of one YAML file: PyYAML reads less than 1 MB a second.
YAML_SIZE = 1024 * 1024
#: Parts of one dotted key of TOML.
KEY_PARTS = 100
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
#: How many times larger than its archive a member set may be before it counts as a bomb.
ARCHIVE_RATIO = 200
#: Findings that a SARIF report holds.
SARIF_RESULTS = 5_000
