"""Python's own modules, by names that do not depend on the Python that runs this."""

import sys

#: What a later Python removed, so that the verdict is the same on each; some are backported by that name.
_REMOVED = frozenset(
    "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis"
    " nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib test uu xdrlib".split()
)
#: What later Pythons brought, for the same reason.
_LATER = frozenset(("annotationlib", "compression", "profiling"))
#: What every Python has.
STANDARD_ALWAYS = (
    frozenset(name for name in sys.stdlib_module_names if not name.startswith("_")) - _REMOVED - _LATER
)
