from pathlib import Path

import pytest


@pytest.mark.parametrize("file", sorted(Path("docs").rglob("*.md")))
def test_document(file):
    code = file.read_text().split("```python")[1].split("```")[0]
    space = {}
    exec(code, space)
    assert [space[name]() for name in space if name.startswith("test_")] == [None]
