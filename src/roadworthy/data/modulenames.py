"""Import names and the distributions that provide them, as of 2026-11: data for `modulemap`."""

from __future__ import annotations

#: `import name`, then every distribution that provides it, the usual one first.
PAIRS = """
apiclient google-api-client google-api-python-client
airflow apache-airflow apache-airflow-core
ansible ansible-core ansible
antlr4 antlr4-python3-runtime
apache_beam apache-beam
apscheduler apscheduler
attr attrs
attrs attrs
babel babel
backports.zoneinfo backports-zoneinfo
bs4 beautifulsoup4
bson pymongo bson
cairo pycairo
cattr cattrs
cattrs cattrs
charset_normalizer charset-normalizer
chromadb chromadb chromadb-client
clickhouse_connect clickhouse-connect
confluent_kafka confluent-kafka
Crypto pycryptodome pycrypto
Cryptodome pycryptodomex
cv2 opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
databricks databricks-sdk databricks-sql-connector databricks-connect databricks-cli
dash_bootstrap_components dash-bootstrap-components
dateutil python-dateutil
delta delta-spark
discord discord-py py-cord
django_filters django-filter
dns dnspython
docx python-docx
docker docker
dotenv python-dotenv
dbt dbt-core
elasticsearch_dsl elasticsearch-dsl elasticsearch
exponent_server_sdk exponent-server-sdk
faiss faiss-cpu faiss-gpu faiss-gpu-cu12
fake_useragent fake-useragent
fitz pymupdf
flask_caching flask-caching
flask_cors flask-cors
flask_login flask-login
flask_migrate flask-migrate
flask_restful flask-restful
flask_sqlalchemy flask-sqlalchemy
flask_wtf flask-wtf
github pygithub
gitlab python-gitlab
git gitpython
gi pygobject
google.api_core google-api-core
google.auth google-auth
google.cloud.aiplatform google-cloud-aiplatform
google.cloud.bigquery google-cloud-bigquery
google.cloud.logging google-cloud-logging
google.cloud.pubsub google-cloud-pubsub
google.cloud.pubsub_v1 google-cloud-pubsub
google.cloud.secretmanager google-cloud-secret-manager
google.cloud.storage google-cloud-storage
google.genai google-genai
google.generativeai google-generativeai
google.oauth2 google-auth
google.protobuf protobuf
google_auth_oauthlib google-auth-oauthlib
googleapiclient google-api-python-client
graphql graphql-core
grpc grpcio
grpc_health grpcio-health-checking
grpc_status grpcio-status
grpc_tools grpcio-tools
haystack haystack-ai farm-haystack
huggingface_hub huggingface-hub
imblearn imbalanced-learn
imagehash imagehash
influxdb_client influxdb-client
IPython ipython
jks pyjks
jose python-jose
jwt pyjwt
kafka kafka-python kafka-python-ng
keycloak python-keycloak
kubernetes_asyncio kubernetes-asyncio
ldap python-ldap
ldap3 ldap3
Levenshtein levenshtein python-levenshtein
lightning_fabric lightning-fabric lightning
llama_index llama-index llama-index-core
magic python-magic python-magic-bin
markdown markdown
markdown_it markdown-it-py
markupsafe markupsafe
memcache python-memcached python3-memcached
mpl_toolkits matplotlib
msgpack msgpack
multipart python-multipart multipart
python_multipart python-multipart
mysql mysql-connector-python mysql-connector
MySQLdb mysqlclient
mpi4py mpi4py
nacl pynacl
netCDF4 netcdf4
nmap python-nmap
OpenGL pyopengl
OpenSSL pyopenssl
oauth2client oauth2client
osgeo gdal
paho paho-mqtt
parse_type parse-type
past future
peft peft
PIL pillow pillow-simd
pkg_resources setuptools
plotly plotly
pptx python-pptx
prometheus_client prometheus-client
psycopg2 psycopg2-binary psycopg2 psycopg2cffi
psycopg psycopg psycopg-binary
psycopg_pool psycopg-pool
pulp pulp
py pytest py
_pytest pytest
pydispatch pydispatcher pypydispatcher
pydantic_settings pydantic-settings
pydantic_core pydantic-core pydantic
pymysql pymysql
pyspark pyspark pyspark-client pyspark-connect databricks-connect
pythoncom pywin32 pypiwin32
pytorch_lightning pytorch-lightning lightning
pywintypes pywin32 pypiwin32
pyximport cython
Cython cython
qdrant_client qdrant-client
rapidfuzz rapidfuzz
redis redis redis-py-cluster
rest_framework djangorestframework
rest_framework_simplejwt djangorestframework-simplejwt
corsheaders django-cors-headers
debug_toolbar django-debug-toolbar
environ django-environ
storages django-storages
crispy_forms django-crispy-forms
ruamel.yaml ruamel-yaml
s3fs s3fs
scrapy scrapy
sentence_transformers sentence-transformers
sentry_sdk sentry-sdk
serial pyserial
setuptools setuptools
setuptools_scm setuptools-scm
shap shap
sklearn scikit-learn
skimage scikit-image
skopt scikit-optimize
skl2onnx skl2onnx
slack slackclient
slack_sdk slack-sdk
slugify python-slugify
snowflake.connector snowflake-connector-python
snowflake.snowpark snowflake-snowpark-python
snowflake.sqlalchemy snowflake-sqlalchemy
socketio python-socketio
engineio python-engineio
socks pysocks
sounddevice sounddevice
sphinx_rtd_theme sphinx-rtd-theme
speech_recognition speechrecognition
sqlalchemy sqlalchemy
sqlalchemy_utils sqlalchemy-utils
sse_starlette sse-starlette
talib ta-lib
telegram python-telegram-bot
tensorboard tensorboard tb-nightly tensorflow
tensorflow tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos tf-nightly tensorflow-intel
tensorflow_hub tensorflow-hub
tensorflow_probability tensorflow-probability
tensorflow_datasets tensorflow-datasets
keras keras tensorflow tensorflow-cpu
tflite_runtime tflite-runtime
tlz toolz
toolz toolz cytoolz
torch torch
torch_geometric torch-geometric
typing_extensions typing-extensions
umap umap-learn
usb pyusb
usb1 libusb1
webdriver_manager webdriver-manager
websocket websocket-client
websockets websockets
werkzeug werkzeug
win32api pywin32 pypiwin32
win32con pywin32 pypiwin32
win32com pywin32 pypiwin32
win32gui pywin32 pypiwin32
wx wxpython
xgboost xgboost xgboost-cpu
xdist pytest-xdist
pytest_asyncio pytest-asyncio
pytest_cov pytest-cov
pytest_mock pytest-mock
yaml pyyaml
youtube_dl youtube-dl
yt_dlp yt-dlp
zmq pyzmq
zope.interface zope-interface
azure.core azure-core
azure.identity azure-identity
azure.storage.blob azure-storage-blob
azure.keyvault.secrets azure-keyvault-secrets
azure.cosmos azure-cosmos
azure.servicebus azure-servicebus
azure.eventhub azure-eventhub
azure.ai.ml azure-ai-ml
azureml.core azureml-core
botocore botocore
opentelemetry.sdk opentelemetry-sdk
opentelemetry.trace opentelemetry-api
opentelemetry.metrics opentelemetry-api
langchain_core langchain-core langchain
langchain_community langchain-community
langchain_openai langchain-openai
langchain_text_splitters langchain-text-splitters langchain
feature_engine feature-engine
category_encoders category-encoders
great_expectations great-expectations
jax jax
jaxlib jaxlib
flax flax
lightgbm lightgbm
statsmodels statsmodels
pandas_profiling pandas-profiling ydata-profiling
ydata_profiling ydata-profiling
pandas_gbq pandas-gbq
pandas_datareader pandas-datareader
stable_baselines3 stable-baselines3
ray ray
mlflow mlflow mlflow-skinny
importlib_metadata importlib-metadata
importlib_resources importlib-resources
more_itertools more-itertools
mypy_extensions mypy-extensions
prompt_toolkit prompt-toolkit
pyarrow pyarrow pyarrow-nightly
pyasn1_modules pyasn1-modules
pyproject_hooks pyproject-hooks
requests_oauthlib requests-oauthlib
requests_toolbelt requests-toolbelt
requests_mock requests-mock
requests_cache requests-cache
ruamel_yaml ruamel-yaml
email_validator email-validator
et_xmlfile et-xmlfile
configobj configobj
caldav caldav
bitarray bitarray
binaryornot binaryornot
bluetooth pybluez
can python-can
chess chess python-chess
consul python-consul python-consul2
crontab python-crontab crontab
daemon python-daemon
decouple python-decouple
editor python-editor
enchant pyenchant
execjs pyexecjs
flask_jwt_extended flask-jwt-extended
fuzzywuzzy fuzzywuzzy
gnupg python-gnupg
gridfs pymongo
html2text html2text
hdfs hdfs
igraph igraph python-igraph
ibm_db ibm-db
jsonpath_ng jsonpath-ng
logstash python-logstash
lxml lxml
mock mock
nose nose
novaclient python-novaclient
odf odfpy
pcap pypcap
pexpect pexpect
pyaudio pyaudio
pymongo pymongo
pynput pynput
pyodbc pyodbc
pyperclip pyperclip
pypdf pypdf
PyPDF2 pypdf2
PyQt5 pyqt5
PyQt6 pyqt6
PySide2 pyside2
PySide6 pyside6 pyside6-essentials
pyscreeze pyscreeze
pythonjsonlogger python-json-logger
rtree rtree
saml2 pysaml2
simple_salesforce simple-salesforce
smbus smbus smbus2
snappy python-snappy
sox sox
stdnum python-stdnum
swiftclient python-swiftclient
tabulate tabulate
tree_sitter tree-sitter
twitter python-twitter
unidecode unidecode
vlc python-vlc
whois python-whois
xlib python-xlib
Xlib python-xlib
zstd zstd
""".split("\n")

#: Distributions whose only import name is their own, with `_` for `-`.
SAME = frozenset(
    """
    absl-py accelerate aiofiles aiohttp aiokafka aiosqlite albumentations alembic altair annoy anthropic anyio
    arrow asyncpg autogluon bcrypt bentoml bleach blinker bokeh boto boto3 bottle bottleneck cachetools
    catboost celery certifi cffi chainer chardet cherrypy click cloudpickle cmdstanpy colorama coloredlogs
    colorlog cryptography cupy cvxpy dagster dash dask datasets deepdiff deprecated diffusers dill distributed
    django
    dask-ml docopt dvc duckdb easydict einops elasticsearch emoji eli5 evaluate evidently faker falcon fastapi
    fastavro fastparquet feather-format featuretools filelock fiona flask flatbuffers folium fsspec fugue
    gensim geopandas geopy gevent gradio greenlet gspread gym gymnasium h5py hdbscan holoviews httpx
    hydra-core hyperopt hypothesis ibis-framework imageio imutils inflection instructor ipywidgets
    itsdangerous jinja2
    jieba jmespath joblib jsonlines jsonschema kedro kfp kornia kubernetes langchain lifelines lightning lime
    litellm llvmlite locust loguru luigi mako matplotlib mechanize mistune mmcv moviepy monai motor moto
    mxnet narwhals nbconvert nbformat networkx nibabel nltk numba numexpr numpy omegaconf onnx onnxruntime
    openai openpyxl optuna orjson packaging pandas pandera papermill paramiko passlib patsy peewee pendulum
    pika plotly plotnine pluggy polars portalocker praw prefect prophet psutil pyautogui pycaret pydantic
    pydub pygame pygments pyjanitor pyproj pyramid pytest pytz pyvis pywavelets quart rasterio ray redis
    regex requests rich rq safetensors sanic schedule scipy seaborn selenium shapely simplejson six sqlmodel
    sqlparse starlette statsmodels streamlit structlog sympy tables tenacity termcolor textblob textual
    tiktoken timm tinydb tokenizers toml tomli tomli-w tomlkit torchaudio torchmetrics torchvision tornado tox
    tqdm traitlets transformers trino trio tsfresh tweepy twilio typer tzlocal ujson urllib3 uvicorn vaex
    wandb waitress watchdog weaviate wordcloud xarray xlrd xlsxwriter xmltodict yarl zarr
    sagemaker snowflake spacy stripe superset tpot trl vllm weasyprint xformers plotext pyecharts pingouin
    pymc pystan arviz numpyro pyro-ppl catalogue causalml dowhy econml interpret modin swifter sktime
    darts gluonts neuralprophet kneed mlxtend yellowbrick missingno sweetviz dtale nannyml alibi
    alibi-detect whylogs feast hopsworks clearml neptune comet-ml aim
    """.split()
)
#: Those of the list above that are imported by another name after all.
OTHERWISE = {
    "absl-py": "absl",
    "feather-format": "feather",
    "hydra-core": "hydra",
    "ibis-framework": "ibis",
    "pyjanitor": "janitor",
    "pyro-ppl": "pyro",
    "pywavelets": "pywt",
}
#: What comes with another distribution for good: its own interface is made of these.
IMPLIED = {
    "anndata": "numpy pandas scipy",
    "boto3": "botocore s3transfer",
    "celery": "kombu billiard amqp",
    "dash": "flask plotly werkzeug",
    "datasets": "pyarrow numpy pandas huggingface-hub fsspec",
    "django": "asgiref",
    "djangorestframework": "django",
    "fastapi": "starlette pydantic typing-extensions anyio",
    "flask": "werkzeug jinja2 click markupsafe itsdangerous blinker",
    "geopandas": "pandas numpy shapely pyproj",
    "httpx": "httpcore anyio",
    "ipykernel": "ipython traitlets tornado pyzmq jupyter-client",
    "ipython": "traitlets pygments prompt-toolkit",
    "ipywidgets": "ipython traitlets",
    "jax": "numpy jaxlib scipy",
    "jinja2": "markupsafe",
    "jupyter-client": "traitlets tornado pyzmq jupyter-core python-dateutil",
    "jupyter-server": "tornado traitlets jinja2 jupyter-core jupyter-client nbformat pyzmq",
    "jupyterlab": "jupyter-server jupyterlab-server notebook",
    "keras": "numpy",
    "langchain": "langchain-core pydantic",
    "lightgbm": "numpy scipy",
    "lightning": "torch pytorch-lightning",
    "matplotlib": "numpy pillow cycler",
    "nbclient": "nbformat traitlets jupyter-client",
    "nbconvert": "nbformat nbclient traitlets jinja2 beautifulsoup4 jupyter-core",
    "nbformat": "traitlets jsonschema",
    "notebook": "jupyter-server tornado",
    "mlflow": "numpy pandas scikit-learn mlflow-skinny",
    "pandas": "numpy python-dateutil pytz",
    "prophet": "pandas numpy",
    "pydantic": "pydantic-core typing-extensions annotated-types",
    "pydantic-settings": "pydantic python-dotenv",
    "pymongo": "dnspython",
    "pytorch-lightning": "torch torchmetrics",
    "requests": "urllib3 certifi idna charset-normalizer",
    "scikit-image": "numpy scipy pillow networkx imageio",
    "scikit-learn": "numpy scipy joblib threadpoolctl",
    "scipy": "numpy",
    "seaborn": "matplotlib pandas numpy",
    "sentence-transformers": "torch transformers numpy scikit-learn",
    "shap": "numpy pandas scikit-learn",
    "spacy": "thinc numpy typer",
    "sqlmodel": "sqlalchemy pydantic",
    "statsmodels": "numpy scipy pandas patsy",
    "streamlit": "pandas numpy altair",
    "tensorflow": "numpy keras tensorboard protobuf h5py absl-py",
    "torchmetrics": "torch numpy",
    "torchvision": "torch numpy pillow",
    "transformers": "huggingface-hub tokenizers safetensors numpy",
    "typer": "click rich",
    "umap-learn": "numpy scikit-learn",
    "werkzeug": "markupsafe",
    "xarray": "numpy pandas",
    "xgboost": "numpy scipy",
}

#: What conda's channels call a distribution that goes by another name elsewhere.
CONDA = {
    "dask-core": "dask",
    "faiss": "faiss-cpu",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "opencv": "opencv-python",
    "py-opencv": "opencv-python",
    "py-xgboost": "xgboost",
    "pytables": "tables",
    "pytorch": "torch",
    "pytorch-gpu": "torch",
    "ray-core": "ray",
    "seaborn-base": "seaborn",
    "streamlit-base": "streamlit",
    "tensorflow-base": "tensorflow",
}
