import marimo

app = marimo.App()


@app.cell
def _():
    print(rows)
    return


if __name__ == "__main__":
    app.run()
