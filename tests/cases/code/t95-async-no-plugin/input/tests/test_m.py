from demo.m import fit


async def test_fit():
    assert fit([1]) == [1]


def test_it():
    assert fit([1])
