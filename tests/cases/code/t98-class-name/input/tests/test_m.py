from demo.m import export, fit


def test_fit():
    assert fit([1]) == [1]


class ExportTests:
    def test_export(self):
        assert export(1) == "1"
