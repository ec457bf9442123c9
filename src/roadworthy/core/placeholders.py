"""Values that stand where a secret is to topsecret go, or name one: they hide nothing, and stay readable."""

from __future__ import annotations

from roadworthy.core.late_re import re

# What another program puts a value for: `${{ secrets.X }}`, `{{ x }}`, `${X}`, `$X`, `<token>`, `{token}`,
# `%(token)s`, `%TOKEN%`, `@TOKEN@`.
_TEMPLATE = re.compile(
    r"\$?\{\{[^{}]{0,200}\}\}|\$?\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|\$[A-Za-z_]\w{0,100}|<[^<>]{0,200}>"
    r"|\[\[?[^\[\]]{0,200}\]\]?|%\(\w{1,100}\)?s?|%\w{1,100}%|%[sdr]|@\w{1,100}@|!(?i:vault|secret|env\w{0,20}|ref|sub|include|reference)\b.*|\*{3}.*"
)
#: What values that open nothing have in them; a few keys made by chance have it, too.
_HINT = re.compile(
    r"admin|airflow|build|change|default|demo|dev|dummy|example|fake|guest|insecure|insert|local|minio|mlflow"
    r"|mysql|none|null|pass|placeholder|postgres|put|redacted|replace|root|sample|secret|some|test|this|todo"
    r"|undefined|user|your|x{3}",
    re.IGNORECASE,
)
# A camel-cased or separated word, or a number.
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+")
_PATH = re.compile(
    r"(?:~|\.{1,2})?/[a-z0-9_.{}/-]*"
    r"|[a-z_][a-z_.-]*+(?:/[a-z_.-]*+)++(?:(?<=\.[a-z])|(?<=\.[a-z]{2})|(?<=\.[a-z]{3})|(?<=\.[a-z]{4})|(?<=\.[a-z]{5}))"
)
_REFERENCE = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+\(?\)?")
_ADDRESS = re.compile(r"https?://[^@]*")
_SEQUENCES = ("0123456789", "1234567890", "0000000000", "1111111111", "9876543210")
#: How much of a value is looked at.
_LENGTH = 200
#: Words that placeholders are made of, that name a kind of secret, or that a setting of such a name may have.
_WORDS = frozenset(
    """
    a abc abcd abcde abcdef abort access account admin aes again airflow all allow always an and
    another any api app application arg argon argument at auth authentication authorization aws bad bar
    basic baz bcrypt be bearer bit bits bool bot byte bytes callable change changed changeit changeme
    changethis character characters chars ci client code common conf config configuration confirm
    confirmation content cookie correct create credential credentials csrf current custom data database
    db default demo deny deployment describe dev developer development digest disabled django docker
    dummy e ecdsa ed eggs email empty enabled enter env environ environment error example expired
    export fake false field file fixed fixme flask foo foobar for force forgot form format from
    function generate generated get getenv getpass github gitlab good google guest ham hash hashed
    header headers hello help here hidden hint hmac host http https id ids ignore in inherit input
    insecure insert int integer internal invalid is it json jwt key keyring keys kind label least list
    local localhost login long mail mariadb masked master md me min minimum minio minioadmin missing
    mlflow mock mongo mongodb must my mypass mypassword mysecret mysql mytoken name needed never new
    nil no none normal not null number oauth object of off oidc old on only open openid option optional
    or os other output param parameter pass passcode passphrase passwd password passwords path phrase
    placeholder plain please port post postgres postgresql private prod production profile project
    prompt protected provider public put pw pwd pypi query qux rabbitmq random read real redacted redis
    refresh regular remote removed repeat replace replaceme request required reset response retype root
    rsa s salt sample scheme scope scrypt secret secrets secure see self server service session set
    setting settings sha site smtp some somesecret something spam special staging standard static str
    string strong super supersecret symbol system tbd test tested tester testing tests text the thing
    this to todo token tokens true type undefined unknown unsafe unset unused update url use used user
    username utf valid validate value values var variable verify very weak with word world write wrong
    x xx xxx xxxx xxxxx xyz yaml yes yml you your
    """.split()
)


def is_placeholder(value: str) -> bool:
    """Tell whether a value stands for a secret or names one, and is none itself.

    A template, a masked text, a path, a reference to another name, or words that placeholders are made of.
    """
    left = _TEMPLATE.sub(" ", value[:_LENGTH]).strip()
    if len(left) < 4 or _ADDRESS.fullmatch(left) or _PATH.fullmatch(left) or _REFERENCE.fullmatch(left):
        return True
    parts = _PART.findall(left)
    words = [part.lower() for part in parts if not part.isdigit()]
    digits = "".join(part for part in parts if part.isdigit())
    if not parts:
        return len(set(left)) < 5
    return all(map(_is_known, words)) and (
        len(digits) <= 4 or any(digits in sequence for sequence in _SEQUENCES)
    )


def may_be_placeholder(value: str) -> bool:
    """Tell whether a value may stand for a secret: it does, or a word of such values is anywhere in it.

    This is what rules ask, which report less than reports hide.
    """
    return is_placeholder(value) or _HINT.search(value) is not None


def _is_known(word: str) -> bool:
    """Tell whether a word is one of those, two of them (`newpassword`), or one letter repeated."""
    if word in _WORDS or (len(word) > 2 and len(set(word)) == 1):
        return True
    return len(word) < 30 and any(
        word[:at] in _WORDS and word[at:] in _WORDS for at in range(2, len(word) - 1)
    )
