import papermill


def test_nb(tmp_path):
    papermill.execute_notebook("notebooks/a.ipynb", tmp_path / "out.ipynb")
