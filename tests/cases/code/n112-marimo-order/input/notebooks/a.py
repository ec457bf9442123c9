import marimo

app = marimo.App()


@app.cell
def _(rows):
    print(rows)
    return


@app.cell
def _():
    rows = [1]
    return (rows,)


if __name__ == "__main__":
    app.run()
