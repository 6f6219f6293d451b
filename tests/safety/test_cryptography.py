"""What is kept secret is sealed by one authenticated cipher, drawn by the operating system and hashed slowly."""

from __future__ import annotations

import ast
import base64
import re

import pytest
from flask import Flask

from insurer.infra.db import db
from insurer.infra.sealing import seal, unseal
from tests.builders.people import open_for
from tests.safety.test_source import FILES

WEAK = {"random", "Crypto", "Cryptodome", "nacl"}
DEMONSTRATION = "insurer/workflows/demo/"
"""Its invented companies and invoices are drawn by a seed, the same ones every time; nothing there is secret."""


def _imported() -> set[str]:
    """Every module that the source takes something from, with what it takes."""
    found = set()
    for file in FILES:
        if DEMONSTRATION in str(file):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_asvs_6_5_3_and_11_5_1_chance_comes_from_the_operating_system() -> None:
    """`random` can be guessed; `uuid` is no secret: tokens are of `secrets`, with 128 bits or more."""
    drawn = [
        int(bits)
        for file in FILES
        for bits in re.findall(r"secrets\.token_\w+\((\d+)\)", file.read_text(encoding="utf-8"))
    ]

    assert {name for name in _imported() if name.partition(".")[0] in WEAK} == set()
    assert drawn
    assert min(drawn) >= 8
    assert [bits for bits in drawn if bits < 16] == [8] * sum(bits < 16 for bits in drawn)


def test_asvs_11_3_1_and_11_3_2_the_only_cipher_is_authenticated() -> None:
    ciphers = {name for name in _imported() if name.startswith("cryptography.hazmat.primitives.ciphers")}

    assert ciphers == {"cryptography.hazmat.primitives.ciphers.aead.AESGCM"}


@pytest.mark.parametrize("place", [0, 12, -1])
def test_asvs_11_3_3_a_flipped_bit_opens_nothing(app: Flask, place: int) -> None:
    with app.app_context():
        sealed = bytearray(base64.b64decode(seal("DE89 3704", "bank details", "payee:1")))
        sealed[place] ^= 1

        with pytest.raises(RuntimeError, match="was changed"):
            unseal(base64.b64encode(sealed).decode(), "bank details", "payee:1")


def test_asvs_11_4_2_passwords_are_hashed_slowly_enough(app: Flask) -> None:
    open_for(app, "ada")

    with app.app_context():
        kept = db.session.execute(db.text("SELECT password_hash FROM login WHERE name = 'ada'")).scalar_one()

    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$", kept)
    assert found is not None
    assert (int(found[1]) >= 19 * 1024, int(found[2]) >= 2) == (True, True)
