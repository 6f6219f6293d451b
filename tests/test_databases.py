"""Every test finds its own database, and nothing of another's."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from insurer.infra.db import db


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_no_other_finds(in_app: Flask, turn: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (a INTEGER)"))


def test_the_network_is_closed(in_app: Flask) -> None:
    import socket

    with pytest.raises(RuntimeError, match="closed in tests"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="closed in tests"):
        socket.getaddrinfo("example.org", 80)
