"""What is copied on purpose."""

import re

#: Directories of which each has its own copy.
FROZEN = re.compile(r"migrations|versions|v\d+|build|vendor|_vendor|third_party|alembic")
