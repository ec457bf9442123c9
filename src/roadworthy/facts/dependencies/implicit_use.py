"""Distributions that are needed without ever being imported, as of 2026-11: data, and how it is asked."""

from __future__ import annotations

from roadworthy.core.late_re import re
from roadworthy.facts.dependencies.modulemap import modules_of

#: Loaded by others by name: drivers, engines, codecs, servers, plugins.
_LOADED = frozenset(
    """
    accelerate adlfs aiodns aioodbc aiosqlite alembic argon2-cffi asyncmy asyncpg bcrypt bitsandbytes
    black boto3 bottleneck brotli brotlicffi celery certifi cffi clickhouse-driver colorama coverage
    cryptography cx-oracle cython daphne dbt-core django-redis dnspython duckdb-engine dvc email-validator
    faker fastparquet flake8 flower gcsfs gevent graphviz greenlet gunicorn h5netcdf h11 h2 hiredis html5lib
    httptools httpx hydra-core hypercorn hypothesis importlib-metadata importlib-resources ipykernel
    ipython ipywidgets isort itsdangerous jax jaxlib jinja2 jupyter jupyterlab kaleido locust lxml lz4
    mlflow moto mypy mysql-connector-python mysqlclient nest-asyncio netcdf4 notebook nox numexpr numpy odfpy
    onnxruntime openpyxl oracledb orjson packaging paho-mqtt pandas-profiling passlib pip pre-commit protobuf
    psutil psycopg psycopg-binary psycopg2 psycopg2-binary pyarrow pyasn1 pycurl pydantic pydot pygraphviz
    pylint pymssql pymysql pynvml pyodbc pysocks pytest python-dotenv python-json-logger python-levenshtein
    python-multipart python-snappy pytz pyxlsb redis requests-oauthlib ruff s3fs safetensors sentencepiece
    setuptools snowballstemmer snowflake-sqlalchemy sqlalchemy-bigquery sqlalchemy-redshift tables
    tabulate tensorboard tensorflow tensorflow-gpu tiktoken torchaudio torchvision tox trino twine
    typing-extensions tzdata ujson urllib3 uvicorn uvloop uwsgi waitress watchdog watchfiles websockets
    wheel whitenoise wsproto xlrd xlsxwriter zstandard
    """.split()
)
_PLUGIN = re.compile(
    r"types-.*|.*-stubs|(pytest|flake8|sphinx|sphinxcontrib|mkdocs|django|flask|opentelemetry|jupyter|jupyterlab|nb|dbt|"
    r"apache-airflow-providers|airflow|kedro|mlflow|dvc|llama-index|langchain|backports|nvidia|azure|google|pylint|tox|"
    r"poetry|hatch|setuptools|intel|cuda)-.*|.*-(plugin|plugins|backend|driver|extension|ext|cli|data|theme)"
)


def known_modules(distribution: str) -> tuple[str, ...]:
    """Return the modules that a project imports of a distribution that it requires.

    None where they are not known, and for what does its work without being imported.
    """
    if distribution in _LOADED or _PLUGIN.fullmatch(distribution):
        return ()
    return modules_of(distribution)
