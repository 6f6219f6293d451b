"""A passkey and an authenticator app made of software: what a person's device does, done by the test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import struct
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def app_code(letters: str, at: datetime) -> str:
    """The six digits that an authenticator app with these letters shows at a moment (RFC 6238)."""
    plain = "".join(letters.split()).replace("-", "")
    key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at.timestamp()) // 30), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class SoftwarePasskey:
    """One credential; `verifies` says whether it asks its owner for a PIN."""

    def __init__(self, origin: str = "http://localhost", *, verifies: bool = True) -> None:
        self.origin, self.host = origin, origin.split("://")[1].split(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.verifies, self.owner = secrets.token_bytes(32), 0, verifies, ""

    def created(self, offer: dict[str, Any]) -> str:
        """The browser's answer to an offer to add a passkey."""
        self.owner = offer["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        data = self._data(_ATTESTED) + attested
        answer = {"attestationObject": _plain(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._credential({"clientDataJSON": _plain(self._client("webauthn.create", offer)), **answer})

    def answered(self, question: dict[str, Any]) -> str:
        """The browser's answer to the question at sign-in."""
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", question)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._credential({name: _plain(value) for name, value in response.items()} | {"userHandle": self.owner})

    def _data(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        client = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(client).encode()

    def _credential(self, response: dict[str, str]) -> str:
        name = _plain(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _plain(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
