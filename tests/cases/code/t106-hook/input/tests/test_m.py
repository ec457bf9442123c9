from demo.m import fit


def test_fit():
    assert fit([1]) == [1]


def test_bake(cookies):
    assert cookies.bake().exit_code == 0
