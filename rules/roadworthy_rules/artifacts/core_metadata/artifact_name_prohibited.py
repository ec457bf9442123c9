import re
from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule

#: Of every version since 3.8, as PyPI compares names: without punctuation.
_NAMES = frozenset(
    """
    abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64
    bdb binascii binhex bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop
    collections colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg
    cprofile crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
    dummythreading email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch
    formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
    hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json
    keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap
    modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode
    operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib
    poplib posix posixpath pprint profile pstats pty pwd pyclbr pycompile pydoc pydocdata pyexpat queue
    quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex
    shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 srecompile sreconstants
    sreparse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig
    syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token
    tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
    urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
    zipfile zipimport zlib zoneinfo
    """.split()
)


@rule(Severity.WARNING, since="0.1")
def artifact_name_prohibited(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist bears the name of a module of the standard library.

    PyPI takes no new project of such a name, for `import` would find the standard library's module instead;
    projects that are older than the rule remain. Choose another name.

    ```wheel bad
    name = "asyncio"
    files = { "asyncio/__init__.py" = "" }
    ```

    ```sdist bad
    name = "tomllib"
    ```

    ```wheel good
    ```

    ```wheel good
    name = "asyncio-extra"
    ```
    """
    name = metadata.first("name")
    if re.sub(r"[-_.]", "", name).lower() in _NAMES:
        yield Finding(f"`{name}` is the name of a module of the standard library", metadata.at())
