from fastapi import FastAPI

from demo.m import export, fit

app = FastAPI()


@app.get("/fit")
def read():
    return export(fit([1]))
