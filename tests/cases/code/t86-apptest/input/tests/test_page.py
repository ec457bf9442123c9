from streamlit.testing.v1 import AppTest


def test_page():
    assert not AppTest.from_file("app/page.py").run().exception
