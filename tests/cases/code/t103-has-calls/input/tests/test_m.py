from unittest.mock import Mock, call

from demo.m import fit


def test_fit():
    save = Mock()
    save(fit([1]))
    assert save.has_calls([call([1])])
    save.assert_called_once
