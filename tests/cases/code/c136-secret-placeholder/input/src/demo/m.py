import os

URL = "postgresql://user:password@localhost/db"
OTHER = f"postgresql://{os.environ['U']}:{os.environ['P']}@db/churn"
FORM = {"password": "Password:", "token": "token-field"}
TOKEN = os.getenv("API_TOKEN", "changeme1")
