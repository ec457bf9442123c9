"""What is a secret in a text, and what stays readable."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roadworthy.core.redact import Redactor, masked
from roadworthy.core.secrets import is_plain, issued_secrets, secrets_in
from tests.counting import calls
from tests.redaction.samples import ALNUM, PLACED, SAMPLES, drawer, placed_samples, private_key

#: A password that is no word, and a key; neither opens anything.
WORD = "swordfish" + "!"
KEY = drawer("key")(ALNUM, 32)


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_services_issue_is_hidden_whole(kind: str) -> None:
    token = SAMPLES[kind](drawer(kind))
    for text in (
        token,
        f"x = '{token}'",
        f"see\\n{token}\\n",
        f"a%3D{token}",
        f"[{token}](https://example.com)",
    ):
        found = secrets_in(text)
        assert [text[secret.start : secret.end] for secret in found] == [token]
        assert found[0].kind


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"JSON web token"}))
def test_what_services_issue_is_a_finding(kind: str) -> None:
    assert len(list(issued_secrets(f"x = '{SAMPLES[kind](drawer(kind))}'"))) == 1


def test_the_longer_token_is_hidden_to_its_end() -> None:
    token = SAMPLES["GitHub token"](drawer("long")) + "0aB"
    assert masked(f"({token})") == f"({'*' * len(token)})"
    assert list(issued_secrets(token)) == []


@pytest.mark.parametrize("kind", PLACED)
def test_what_its_place_tells_is_hidden(kind: str) -> None:
    text, secret = placed_samples("a test")[kind]
    assert Redactor().text(text) == PLACED[kind].replace("==", "").format("***")
    assert secret not in masked(text)


CODE = [
    'password = "{}"',
    "db_password: str = '{}'",
    "connect(user, password='{}')",
    'settings["SECRET_KEY"] = "{}"',
    '{{"api_key": "{}"}}',
    'os.environ.setdefault("API_TOKEN", "{}1")',
    "if secret == '{}':",
    'password = SecretStr("{}1")',
    '"password = \\"{}\\"\\n",',
    "# password: {}1",
]
PLAIN = [
    "password: {}",
    "PASSWORD={}",
    "client_secret = {}",
    "  db-password: {}  # the old one",
    "export AUTH_TOKEN={}",
    "ENV API_KEY {}",
    "machine example.com login ann password {}",
    "tool --password {} run",
    "token: >-\n  {}\nnext: 1",
    "{{user: ann, password: {} }}",
]


@pytest.mark.parametrize("text", CODE)
def test_values_of_settings_are_hidden_in_code(text: str) -> None:
    assert WORD not in masked(text.format(WORD))
    assert WORD not in Redactor().text(text.format(WORD))


@pytest.mark.parametrize("text", PLAIN)
def test_values_of_settings_need_no_quotes_elsewhere(text: str) -> None:
    hidden = masked(text.format(WORD), plain=True)
    assert hidden == text.format("*" * len(WORD))


@pytest.mark.parametrize(
    "value",
    [
        *(
            "${{ secrets.TOKEN }}",
            "$TOKEN",
            "${TOKEN}",
            "<token>",
            "{token}",
            "%(token)s",
            "{{ token }}",
            "%TOKEN%",
        ),
        *(
            "xxx",
            "xxxxxxxx",
            "***",
            "changeme",
            "your-api-key",
            "my-secret-token",
            "test123",
            "password",
            "....",
        ),
        *(
            "os.environ",
            "settings.PASSWORD",
            "/run/secrets/password",
            "./token.txt",
            "null",
            "true",
            "required",
        ),
        *("https://example.com/token", "[REDACTED]", "newpassword", "!vault x", "inherit", "", "12345678"),
    ],
)
def test_placeholders_stay_readable(value: str) -> None:
    for text in (
        f'password = "{value}"',
        f"password: {value}",
        f"https://ann:{value}@example.com/",
        f"--token={value}",
    ):
        assert masked(text, plain=True) == text
        assert Redactor().text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "password = getpass()",
        "password = password.encode('latin1')",
        "def login(user, password=None, token=None):",
        "private_key: Ed25519PrivateKey = Ed25519PrivateKey.generate()",
        "jwt.decode(token, p384_key, algorithms=['ES256'])",
        'fields = ["username", "password", "first_name"]',
        'password = "Enter the password of the 2 users: "',
        'key = "utf8_general_ci"',
        'token = "covid19"',
        "parser.add_argument('--password', help='the password')",
        "password_hash = 'sha256'",
        'public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7"',
        "monkey: 123456789012a1b2c3",
        "id-token: write",
        "hf_hub_download(repo_id, filename)",
        "git+ssh://git@github.com/team/churn.git",
        "http://localhost:8080/a@b",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQh\n-----END CERTIFICATE-----",
        'if "-----BEGIN PRIVATE KEY-----" in text:\n    return True',
        "task-" + "a1" * 16,
        "sha256:" + "0123456789abcdef" * 4,
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert masked(text) == text
    assert Redactor().text(text) == text


def test_a_private_key_is_hidden_however_it_is_written() -> None:
    lines = private_key("a test")
    name = "PRIVATE " + "KEY-----"
    whole = "\n".join(("-----BEGIN " + name, *lines, "-----END " + name))
    for text in (
        whole,
        whole.replace("\n", "\r\n"),
        whole.replace("\n", "\\n"),
        whole.replace("\n", '\\n",\n  "'),
    ):
        hidden = masked(text)
        assert "BEGIN " + name in hidden
        assert not any(line in hidden for line in lines)
    assert lines[3] not in masked(whole.partition("-----END")[0])


def test_positions_stay() -> None:
    text = 'x = "😀"; password = "pässw😀rt€";\r\ny = 1\r\n'
    hidden = masked(text)
    assert "pässw" not in hidden
    assert len(hidden) == len(text)
    for encoding in ("utf-8", "utf-16"):
        assert len(hidden.encode(encoding)) == len(text.encode(encoding))
        assert hidden.encode(encoding).index("y = 1".encode(encoding)[2:]) > 0
    assert [len(line) for line in hidden.split("\n")] == [len(line) for line in text.split("\n")]


@given(st.text("ab1:=\"'\\ \n@/{}$-*", max_size=60), st.booleans())
@example("password: |\n a\n b", True)
def test_hiding_keeps_lengths_and_is_done_once(text: str, plain: bool) -> None:
    text = f"password{text}"
    hidden = masked(text, plain=plain)
    assert len(hidden) == len(text)
    assert [i for i, char in enumerate(hidden) if char in "\r\n"] == [
        i for i, char in enumerate(text) if char in "\r\n"
    ]
    message = Redactor().text(text)
    assert Redactor().text(message) == message


def test_what_a_file_holds_is_hidden_without_its_name() -> None:
    redactor = Redactor()
    redactor.learn("settings.yml", f"password: {WORD}\nlicense: {WORD}\nother_token: Ab-c_dE.f9xQ2\n")
    assert redactor.text(f"PyPI knows no classifier `{WORD}`") == "PyPI knows no classifier `***`"
    assert redactor.text("`ab-c-de-f9xq2` is not normalised") == "`***` is not normalised"
    assert redactor.text("`Ab-c_dE.f…` does nothing") == "`***…` does nothing"
    assert redactor.text("`Ab-c_dE.f9x` is cut") == "`***` is cut"
    assert redactor.text("`Ab-c_dE` is a word") == "`Ab-c_dE` is a word"
    assert Redactor().text(f"`{WORD}`") == f"`{WORD}`"
    # A piece of a word is not what the file holds.
    assert redactor.text("`swordfisher`") == "`swordfisher`"


def test_what_a_message_cuts_off_is_hidden() -> None:
    token = SAMPLES["GitHub token"](drawer("cut"))
    for length in (14, 20, 39):
        assert token[:12] not in Redactor().text(f"`{token[:length]}` is unknown")


def test_a_message_says_what_it_hides() -> None:
    token = SAMPLES["GitHub token"](drawer("kind"))
    assert Redactor().text(f"`{token}` is unknown") == "`***GitHub token***` is unknown"


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        *(
            (path, True)
            for path in ("a.yml", ".env", ".env.local", "x/setup.cfg", "Dockerfile", "app.Dockerfile")
        ),
        *(
            (path, True)
            for path in ("requirements-dev.txt", ".netrc", ".pypirc", "demo.egg-info/PKG-INFO", "Pipfile")
        ),
        *(
            (path, False)
            for path in ("a.py", "a.ipynb", "README.md", "notes.txt", "pyproject.toml", "a.json")
        ),
    ],
)
def test_where_values_need_no_quotes(path: str, plain: bool) -> None:
    assert is_plain(path) is plain


HOSTILE = [
    *(
        "password=",
        "password: |\n ",
        'password="',
        "password='\\\"",
        "token = ",
        "--password ",
        "key" * 3,
        "auth:",
    ),
    *(
        "://a:",
        "://a@",
        "twine -p",
        "curl -u ",
        "bearer ",
        "Authorization: Basic ",
        "-----BEGIN PRIVATE KEY-----",
    ),
    *(
        "ghp_",
        "ghp_aaaaaaaaaa",
        "sk-",
        "T3BlbkFJ",
        "Q~",
        "eyJ.",
        "AZDO",
        "xoxb-1-",
        ":AA",
        "SG.",
        "-us1 ",
        "A" * 90 + "1",
    ),
    *(
        "password={{",
        "password=<",
        "password=a.",
        "{password:",
        "password:a,",
        "sig=%",
        "pat" + "a" * 14 + ".",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_steps_are_linear(piece: str) -> None:
    def redact(size: int) -> None:
        text = piece * (size // len(piece))
        masked(text)
        masked(text, plain=True)
        redactor = Redactor()
        redactor.learn("a.yml", text)
        redactor.text(text)

    redact(100)  # what is compiled once
    assert calls(partial(redact, 20_000)) < 5 * calls(partial(redact, 5_000))


def test_of_many_known_values_no_text_takes_more_steps() -> None:
    def redactor(number: int) -> Redactor:
        made = Redactor()
        made.learn("a.yml", "\n".join(f"password: aaaaaa{n:06}x" for n in range(number)))
        return made

    few, many = (calls(partial(redactor(number).text, "aaaaaa" * 20)) for number in (5_000, 20_000))
    assert many < 2 * few
    assert calls(partial(redactor, 20_000)) < 5 * calls(partial(redactor, 5_000))
