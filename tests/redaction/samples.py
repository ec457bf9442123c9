"""Tokens as services issue them, put together at run time: this file holds none, and none is real."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

UPPER, LOWER, DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
ALNUM = UPPER + LOWER + DIGITS
HEX = DIGITS + "abcdef"
URLSAFE = ALNUM + "-_"
BASE32 = UPPER + "234567"
BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"

Draw = Callable[[str, int], str]


def drawer(seed: object) -> Draw:
    """Return a function that draws characters of an alphabet; the first and last are letters or digits."""
    source = random.Random(repr(seed))

    def draw(alphabet: str, length: int) -> str:
        edge = [char for char in alphabet if char.isalnum()]
        inner = "".join(source.choice(alphabet) for _ in range(length - 2))
        return source.choice(edge) + inner + source.choice(edge)

    return draw


#: Each kind: the fixed part, and the random one. Of these 55, 37 are found by gitleaks' patterns as well.
SAMPLES: dict[str, Callable[[Draw], str]] = {
    "GitHub token": lambda draw: "gh" + "p_" + draw(ALNUM, 36),
    "GitHub fine-grained token": lambda draw: "github" + "_pat_" + draw(ALNUM, 22) + "_" + draw(ALNUM, 59),
    "GitLab token": lambda draw: "gl" + "pat-" + draw(URLSAFE, 20),
    "GitLab runner token": lambda draw: "gl" + "rt-" + draw(URLSAFE, 20),
    "Atlassian token": lambda draw: "ATA" + "TT3" + draw(URLSAFE, 186),
    "PyPI token": lambda draw: "py" + "pi-AgEIcHlwaS5vcmc" + draw(URLSAFE, 120),
    "npm token": lambda draw: "np" + "m_" + draw(ALNUM, 36),
    "RubyGems key": lambda draw: "ruby" + "gems_" + draw(HEX, 48),
    "Docker Hub token": lambda draw: "dckr" + "_pat_" + draw(URLSAFE, 27),
    "Docker Swarm key": lambda draw: "SWM" + "TKN-1-" + draw(HEX, 50) + "-" + draw(HEX, 25),
    "AWS access key": lambda draw: "AK" + "IA" + draw(BASE32, 16),
    "AWS session key": lambda draw: "AS" + "IA" + draw(BASE32, 16),
    "Google key": lambda draw: "AI" + "za" + draw(URLSAFE, 35),
    "Google client secret": lambda draw: "GOC" + "SPX-" + draw(URLSAFE, 28),
    "Google access token": lambda draw: "ya" + "29." + draw(URLSAFE, 60),
    "Azure storage key": lambda draw: "Account" + "Key=" + draw(ALNUM, 86) + "==",
    "Azure client secret": lambda draw: draw(ALNUM, 3) + "8" + "Q~" + draw(ALNUM, 34),
    "Azure DevOps token": lambda draw: draw(ALNUM, 76) + "AZ" + "DO" + draw(ALNUM, 4),
    "DigitalOcean token": lambda draw: "do" + "p_v1_" + draw(HEX, 64),
    "Heroku key": lambda draw: "HR" + "KU-AA" + draw(URLSAFE, 58),
    "Fly.io token": lambda draw: "fo" + "1_" + draw(URLSAFE, 43),
    "Netlify token": lambda draw: "nf" + "p_" + draw(ALNUM, 36),
    "Databricks token": lambda draw: "da" + "pi" + draw(HEX, 32),
    "Snowflake token": lambda draw: "ver:1-hint:" + "4711-ETM" + "sDg" + draw(ALNUM, 120),
    "PlanetScale token": lambda draw: "pscale" + "_tkn_" + draw(ALNUM, 43),
    "Supabase key": lambda draw: "sb" + "p_" + draw(HEX, 40),
    "Hugging Face token": lambda draw: "h" + "f_" + draw(UPPER + LOWER, 34),
    "OpenAI key": lambda draw: "sk-" + "proj-" + draw(URLSAFE, 74) + "T3Blbk" + "FJ" + draw(URLSAFE, 74),
    "Anthropic key": lambda draw: "sk-" + "ant-api03-" + draw(URLSAFE, 93) + "AA",
    "Groq key": lambda draw: "gs" + "k_" + draw(ALNUM, 52),
    "Replicate token": lambda draw: "r" + "8_" + draw(ALNUM, 37),
    "Slack bot token": lambda draw: (
        "xo" + "xb-" + draw(DIGITS, 12) + "-" + draw(DIGITS, 12) + "-" + draw(ALNUM, 24)
    ),
    "Slack webhook": lambda draw: (
        "hooks.slack" + ".com/services/T" + draw(UPPER, 8) + "/B" + draw(UPPER, 8) + "/" + draw(ALNUM, 24)
    ),
    "Discord token": lambda draw: (
        "M" + "T" + draw(ALNUM, 24) + "." + draw(ALNUM, 6) + "." + draw(URLSAFE, 38)
    ),
    "Telegram token": lambda draw: "1" + draw(DIGITS, 9) + ":A" + "A" + draw(URLSAFE, 33),
    "Twilio key": lambda draw: "S" + "K" + draw(HEX, 32),
    "SendGrid key": lambda draw: "S" + "G." + draw(URLSAFE, 22) + "." + draw(URLSAFE, 43),
    "Mailgun key": lambda draw: "ke" + "y-" + draw(HEX, 32),
    "Mailchimp key": lambda draw: draw(HEX, 32) + "-u" + "s12",
    "Stripe key": lambda draw: "sk" + "_live_" + draw(ALNUM, 24),
    "Square token": lambda draw: "sq0" + "atp-" + draw(URLSAFE, 22),
    "Shopify token": lambda draw: "shp" + "at_" + draw(HEX, 32),
    "Sentry token": lambda draw: "snt" + "ryu_" + draw(HEX, 64),
    "Grafana token": lambda draw: "gl" + "sa_" + draw(ALNUM, 32) + "_" + draw(HEX, 8),
    "New Relic key": lambda draw: "NR" + "AK-" + draw(UPPER + DIGITS, 27),
    "Vault token": lambda draw: "hv" + "s." + draw(URLSAFE, 95),
    "Terraform token": lambda draw: draw(ALNUM, 14) + ".atlas" + "v1." + draw(URLSAFE, 67),
    "Pulumi token": lambda draw: "pu" + "l-" + draw(HEX, 40),
    "CircleCI token": lambda draw: "CCI" + "PAT_" + draw(ALNUM, 22) + "_" + draw(HEX, 40),
    "SonarQube token": lambda draw: "sq" + "p_" + draw(HEX, 40),
    "Postman key": lambda draw: "PM" + "AK-" + draw(HEX, 24) + "-" + draw(HEX, 34),
    "Linear key": lambda draw: "lin" + "_api_" + draw(ALNUM, 40),
    "Airtable token": lambda draw: "pa" + "t" + draw(ALNUM, 14) + "." + draw(HEX, 64),
    "age key": lambda draw: "AGE-" + "SECRET-KEY-1" + draw(BECH32, 58),
    "JSON web token": lambda draw: (
        "ey" + "J" + draw(ALNUM, 30) + ".ey" + "J" + draw(ALNUM, 60) + "." + draw(URLSAFE, 43)
    ),
}

#: Secrets that only their place tells; each text has one `{}` for the random value.
PLACED: dict[str, str] = {
    "password in a URL": "https://deploy:{}@registry.example.com/simple",
    "password in a database URL": "postgresql+psycopg://app:{}@db.example.com:5432/app",
    "token in a Git URL": "git+https://{}@git.example.com/team/churn.git",
    "password option": "--password={}",
    "upload": "twine upload -u ann -p {} dist/x.whl",
    "header": "Authorization: Bearer {}",
    "basic header": "Authorization: Basic {}==",
}


def issued_samples(place: str) -> dict[str, str]:
    """Return one token of each kind, others for each place."""
    return {kind: make(drawer((kind, place))) for kind, make in SAMPLES.items()}


def placed_samples(place: str) -> dict[str, tuple[str, str]]:
    """Return, of each kind that its place tells, the text and the secret in it."""
    found = {}
    for kind, text in PLACED.items():
        secret = drawer((kind, place))(ALNUM, 24)
        found[kind] = text.format(secret), secret
    return found


def private_key(place: str) -> list[str]:
    """Return the lines of a key's body."""
    draw = drawer(("key", place))
    return [draw(ALNUM + "+/", 64) for _ in range(4)]
