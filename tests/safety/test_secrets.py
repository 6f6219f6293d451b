"""The installation's secret changes without a loss, nobody else's opens anything, and none lies in the repository."""

from __future__ import annotations

import base64
import json
import re
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select

from config import ROOT
from insurer.accounts.factors import queries as factors
from insurer.accounts.factors.models import RecoveryCode
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.mail import Mail, SmtpMailer
from insurer.infra.resealing import seal_again
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from policies.bank_details.queries import account_in_full, details_of
from policies.bank_details.services import seal_bank_details_again
from tests.builders.authenticator import app_code
from tests.builders.payments import entered_account
from tests.builders.people import add_app, browser, enter, open_for, send
from tests.builders.policies import Office

OLD, NEW = "the secret that stood before the change, long enough", "the secret that stands after the change, as long"
STEP = "/sign-in/second-factor"


def _with_secrets(app: Flask, present: str, *former: str) -> None:
    app.config.update(SECRET_KEY=present, SECRET_KEY_FALLBACKS=list(former))
    app.extensions.pop(factors._FACTORY, None)


@pytest.fixture(autouse=True)
def _forget_keys(app: Flask) -> Iterator[None]:
    """The application lives on after a test; keys made of its secrets do not."""
    yield
    app.extensions.pop(factors._FACTORY, None)


def _code(app: Flask, clock: Any, letters: str) -> str:
    clock.move_to(clock.now() + timedelta(seconds=60))
    return app_code(letters, clock.now())


def test_asvs_11_2_2_a_former_secret_opens_while_new_things_are_sealed_under_the_present_one(
    app: Flask, clock: Any
) -> None:
    _with_secrets(app, OLD)
    open_for(app, "ada")
    letters, codes = add_app(browser(app), clock)
    with app.app_context(), reading_as(ALL):
        holder = Office(clock).company()
        entered_account(holder, clock.now())

    _with_secrets(app, NEW, OLD)

    with app.app_context(), reading_as(ALL):
        assert account_in_full(details_of(holder)[0]) == "DE89370400440532013000"
    by_app, by_code = app.test_client(), app.test_client()
    for client, proof in ((by_app, _code(app, clock, letters)), (by_code, codes[0])):
        enter(client)
        assert send(client, STEP, code=proof).status_code == 303

    with app.app_context(), reading_as(ALL):
        assert seal_again(house_act()) == {"authenticator apps": 1, "bank details": 1}
        assert seal_again(house_act()) == {"authenticator apps": 0, "bank details": 0}

    _with_secrets(app, NEW)

    with app.app_context(), reading_as(ALL):
        assert account_in_full(details_of(holder)[0]) == "DE89370400440532013000"
    last = app.test_client()
    enter(last)
    assert send(last, STEP, code=_code(app, clock, letters)).status_code == 303


def test_asvs_11_2_2_without_the_former_secret_what_it_sealed_stays_shut(app: Flask, clock: Any) -> None:
    _with_secrets(app, OLD)
    with app.app_context(), reading_as(ALL):
        holder = Office(clock).company()
        entered_account(holder, clock.now())
        _with_secrets(app, NEW)

        with pytest.raises(RuntimeError, match="another secret"):
            account_in_full(details_of(holder)[0])
        with pytest.raises(RuntimeError, match="another secret"):
            seal_bank_details_again()


def test_asvs_6_5_2_recovery_codes_are_kept_as_keyed_hashes_only(app: Flask, clock: Any) -> None:
    open_for(app, "ada")
    _, codes = add_app(browser(app), clock)

    with app.app_context():
        kept = db.session.scalars(select(RecoveryCode.code_hash)).all()

    assert len(kept) == len(codes) == 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in kept)
    assert not [code for code in codes if code.replace("-", "") in " ".join(kept)]


def test_asvs_6_5_4_codes_cannot_be_guessed(app: Flask, clock: Any) -> None:
    """A recovery code is twelve random hexadecimal digits, 48 bits; an app's secret has 160."""
    open_for(app, "ada")
    letters, codes = add_app(browser(app), clock)
    drawn = "".join(codes).replace("-", "")
    seen = Counter(drawn)

    assert [len(code.replace("-", "")) for code in codes] == [12] * 10
    assert set(drawn) <= set("0123456789abcdef")
    assert max(seen.values()) <= 25, "120 digits drawn evenly: one of sixteen stands 25 times once in a million runs"
    assert len("".join(letters.split()).replace("-", "")) * 5 >= 160


def _unsigned(claims: dict[str, object]) -> str:
    parts = (json.dumps({"alg": "none", "typ": "JWT"}), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts) + "."


def test_asvs_9_1_2_a_token_that_names_its_own_algorithm_or_none_opens_nothing(app: Flask) -> None:
    open_for(app, "ada")
    for token in (_unsigned({"sub": "ada", "session": 1}), "1", "ada", "0" * 43):
        stranger = app.test_client()
        stranger.set_cookie("tradecover_session", token)

        assert stranger.get("/desk/audit/").status_code == 303
        assert stranger.get(f"/sign-in/new-password/{token}").status_code in (404, 410)


def test_asvs_9_2_3_a_session_of_another_installation_opens_nothing(app: Flask) -> None:
    """A session is a row of one database: its number alone, and a row of other secrets, name nobody here."""
    open_for(app, "ada")
    client = browser(app)
    cookie = client.get_cookie("tradecover_session")
    assert cookie is not None
    assert client.get("/desk/audit/").status_code == 200

    with app.app_context():
        db.session.execute(db.text("UPDATE user_session SET token_hash = 'of another installation'"))
        db.session.commit()

    assert client.get("/desk/audit/").status_code == 303


@contextmanager
def _imposter(folder: Path) -> Iterator[int]:
    """A mail server with a certificate that nobody vouches for; its port. It takes one call."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(made - timedelta(days=1)).not_valid_after(made + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "imposter.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        heard: list[bytes] = []

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    with context.wrap_socket(connection, server_side=True) as secured:
                        secured.sendall(b"220 imposter\r\n")
                        heard.append(secured.recv(1000))
                except OSError:
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=20)
        assert heard == []


def test_asvs_12_3_2_no_mail_goes_to_a_server_that_cannot_prove_who_it_is(tmp_path: Path) -> None:
    mail = Mail("1@tradecover", "ada@firm.example", "Limit granted", "The words of a letter", "en")
    with _imposter(tmp_path) as port, pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        SmtpMailer(f"smtps://localhost:{port}", "house@insurer.example").send(mail)


SECRETS = {
    "private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "cloud key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a code host": re.compile(rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})\b"),
    "token of a chat": re.compile(rb"\bxox[abprs]-[\w-]{10,}"),
    "signed token": re.compile(rb"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "password in an address": re.compile(
        rb"\b[a-z][a-z+]+://[^\s:/@'\"<>{}]+:[^\s:/@'\"<>{}\xe2]{6,}@(?!host|127\.|localhost)"
    ),
}


def _committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


def test_asvs_13_3_1_no_secret_is_committed() -> None:
    """What looks like a key, a token or a password in an address. Words given to names are asked by the linter."""
    found = [
        f"{file.relative_to(ROOT)}: {kind}"
        for file in _committed()
        if file.is_file()
        for kind, pattern in SECRETS.items()
        if pattern.search(file.read_bytes())
    ]

    assert found == []
    assert SECRETS["private key"].search(b"-----BEGIN EC PRIVATE" + b" KEY-----")
    assert '"S"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
