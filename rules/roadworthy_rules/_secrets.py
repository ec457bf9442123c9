"""Settings with secrets by their name, and files with credentials: what no file of a project may hold."""

import re

from roadworthy import Tree, has_placeholder, may_be_placeholder

_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|secret|api_?key|access_?key|secret_?key|auth_?token|access_?token|api_?token)$",
    re.IGNORECASE,
)
#: What a password hardly has, and templates, paths and sentences do; and what is typed without a thought.
_PLAIN = re.compile(r"token|key|abc|123|[*.<>{}$%\s/]", re.IGNORECASE)
#: Names that say that their value protects nothing.
_UNREAL = re.compile(r"(?i)(?:^|_)(?:dummy|example|fake|mock)(?:_|$)")
_KEYS = re.compile(r"(?i)api_?key$")
#: The name of a field in the answers of some service: words in camel case, and one number.
_FIELD = re.compile(r"(?=\D+\d{1,2}\D*$)[a-z][A-Za-z\d]{0,30}")
#: App passwords of mail services: letters of one case, with more consonants in a row than a word has.
_RANDOM = re.compile(r"(?=.*[b-df-hj-np-tv-xz]{6})[a-z]{12,}|(?=.*[B-DF-HJ-NP-TV-XZ]{6})[A-Z]{12,}")
#: Keys that PostHog and Stripe issue for pages that anybody reads.
_PUBLIC = ("phc_", "pk_live_", "pk_test_")


def is_secret_setting(name: str, value: str) -> bool:
    """Tell whether a name says that its value is a secret, and the value is no word or placeholder.

    A password is taken for one where it mixes letters with digits, as in `password = "hunter2"`, or has the
    letters of no word.
    """
    if not _NAME.search(name) or not 6 <= len(value) <= 200 or _PLAIN.search(value):
        return False
    if _UNREAL.search(name) or (_KEYS.search(name) and _is_field(value)):
        return False
    if may_be_placeholder(value) or value.startswith(_PUBLIC):
        return False
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed or _RANDOM.fullmatch(value) is not None


def _is_field(value: str) -> bool:
    """Tell whether a value names a field: where chance chose the letters, half of them are capitals."""
    return _FIELD.fullmatch(value) is not None and 3 * sum(map(str.isupper, value)) <= len(value)


_VALUE = r"(?P<value>[^\s\"'$<{]{6,})"
_WORD = r"(secret|token|passw(or)?d|(api|access|encryption|private|secret|signing)_?key)"
_SETTING = rf"(?im)^(export )?\w*{_WORD} ?[=:] ?[\"']?{_VALUE}"
_MEMBER = rf"(?i)\"\w*(secret|token|password|key)\"\s*:\s*\"{_VALUE}"
#: What a file may be called, and what else makes it a secret.
_FILES = [
    (re.compile(name), re.compile(content))
    for name, content in (
        (r"\.env|\.env\.\w+|\w+\.env", _SETTING),
        (r"id_(rsa|dsa|ecdsa|ed25519)|.+\.(pem|key|ppk)", r"PRIVATE KEY|PuTTY-User-Key"),
        (r"[._]netrc", r"(?i)\bpassword\s+" + _VALUE),
        (r"\.pypirc", r"(?im)^\s*password\s*[=:]\s*" + _VALUE),
        (r"\.git-credentials|\.pgpass", r":[^:@\s]+"),
        (r"(?i)kaggle\.json|(.*[_.-])?credentials?([_.-].*)?\.json|.*service[_-]?account.*\.json", _MEMBER),
    )
]
_NAMED = re.compile(r"(?im)^(?:export )?\w*(?:user|name|db|database) ?[=:] ?[\"']?([^\s\"']+)")
_TEMPLATE = re.compile(
    r"(?is)(.*[._-])?(example|sample|template|tmpl|dist|defaults?|test|dummy|localhost)([._-].*)?"
)
_ASIDE = re.compile(
    r"(?i)(.*/)?((?=[^/]*(test|dummy|mock|fake|fixture|example|sample|demo))[^/]*+|\.?ci|\.circleci|\.github|\.gitlab|dev|docs?|local)/.*",
    re.DOTALL,
)


def may_hold_credentials(path: str) -> bool:
    """Tell whether a file is called as files with credentials are, and is no template and no test data."""
    name = path.rpartition("/")[2]
    named = any(pattern.fullmatch(name) for pattern, _ in _FILES)
    aside = _TEMPLATE.fullmatch(name) or _ASIDE.fullmatch(path) or has_placeholder(path)
    return named and not aside


def holds_credentials(path: str, text: str) -> bool:
    """Tell whether a file that may hold credentials, by its name, does so by its text."""
    name = path.rpartition("/")[2]
    content = next((content for pattern, content in _FILES if pattern.fullmatch(name)), None)
    # What has no value of its own is certain, such as a key of many lines.
    values = (match.groupdict().get("value") for match in content.finditer(text)) if content else ()
    # A password that repeats the user's or the database's name is the default of a development setup.
    names = {match[1].lower() for match in _NAMED.finditer(text)}
    return any(value is None or not (may_be_placeholder(value) or value.lower() in names) for value in values)


#: How a README says that what lies beside it protects nothing.
_SAMPLES = re.compile(
    r"(?i)\b(?:just|only|are|as|is) (?:a |an |the )?(?:dummy|fake|samples?|examples?)\b|\bself-signed\b"
    r"|\b(?:for|in|during) (?:local |the )?(?:tests?|testing|development|demos?)\b"
    r"|(?:\b|can)not (?:\w+ ){0,4}(?:for|in) production\b"
)
_README = ("README.md", "README.rst", "README.txt", "README")


def are_samples(path: str, tree: Tree) -> bool:
    """Tell whether a README beside a file, in a directory of its own, says that it is there for tests."""
    directory, slash, _ = path.rpartition("/")
    for name in _README if slash else ():
        beside = f"{directory}/{name}"
        if 0 < tree.files.get(beside, 0) < 10_000:
            return _SAMPLES.search(tree.text(beside, strict=False).replace("_", " ")) is not None
    return False
