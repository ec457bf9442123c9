from demo.m import fit


def test_fit():
    assert fit([1]) == [1]


def test_quick():
    from demo.fast import quick

    assert quick(1) == "1"
