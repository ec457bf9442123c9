from unittest.mock import Mock

from demo.m import fit


def test_fit():
    save = Mock()
    save(fit([1]))
    assert save.called
    assert save.call_count == 1
    save.assert_called_once_with([1])
