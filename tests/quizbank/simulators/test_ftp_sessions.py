import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ftp_sessions import ftp_connections


def test_a_session():
    assert ftp_connections(["USER x", "PASS y", "LIST", "RETR a", "QUIT"]) == (1, 2)
    with pytest.raises(ValueError):
        ftp_connections(["GET a"])


@given(st.lists(st.sampled_from(["LIST", "RETR a", "STOR b", "CWD d", "DELE e"])))
def test_transfers_add_up(commands):
    assert ftp_connections(commands)[1] == sum(ftp_connections([command])[1] for command in commands)
