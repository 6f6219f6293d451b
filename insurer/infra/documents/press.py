"""The press: HTML in, PDF out, through a warm child process that is replaced before it ages or when it fails."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from time import monotonic

import structlog

from insurer.infra.catalogues import ROOT
from insurer.infra.documents.frames import ABSENT, HEAD, HTML, LARGEST, PDF, READY, write_frame
from insurer.infra.documents.rehearsal import running_rehearsal
from insurer.kernel.errors import Refusal

DOCUMENTS_PER_CHILD = 200
SECONDS = 60
_log = structlog.get_logger("tradecover.documents")


class NoPdf(Refusal):
    """No PDF can be made, on this machine or of this text."""


class PdfUnavailable(NoPdf):
    """The machine lacks a system library; the rest of the application works."""

    status = 503


class Press:
    """One child at a time. Threads take turns; another process has its own."""

    def __init__(self, documents_per_child: int = DOCUMENTS_PER_CHILD) -> None:
        self._most = documents_per_child
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._made = 0

    def render(self, html: str, seconds: float = SECONDS) -> bytes:
        """The PDF of `html`; refuses text that cannot be printed, that takes too long, or without pango."""
        body = html.encode()
        if len(body) > LARGEST:
            raise NoPdf("documents.render_failed")
        with self._turn:
            child = self._running(seconds)
            try:
                kind, answer = self._ask(child, body, seconds)
            except BaseException:
                self._stop()
                raise
            self._made += 1
        if kind == PDF:
            return answer
        reason = json.loads(answer)
        _log.warning("document refused", code=reason["code"], reason=reason["facts"].get("reason"))
        raise NoPdf(reason["code"], **{name: said for name, said in reason["facts"].items() if name != "reason"})

    def available(self) -> str | None:
        """None when PDFs can be made here, else why not."""
        try:
            with self._turn:
                self._running(SECONDS)
        except NoPdf as refusal:
            return str(refusal.facts.get("reason", refusal.code))
        return None

    def close(self) -> None:
        """End the child, should one run."""
        with self._turn:
            self._stop()

    def _running(self, seconds: float) -> subprocess.Popen[bytes]:
        forked = self._owner != os.getpid()
        if forked:
            self._child = None  # the parent's child answers the parent only
        if self._child is not None and (self._made >= self._most or self._child.poll() is not None):
            self._stop()
        if self._child is None:
            self._child = self._start()
            self._owner, self._made = os.getpid(), 0
            try:
                kind, said = self._answer(self._child, monotonic() + seconds, seconds)
            except NoPdf:
                self._stop()
                raise
            if kind != READY:
                self._stop()
                assert kind == ABSENT
                raise PdfUnavailable("documents.pdf_unavailable", reason=said.decode())
        return self._child

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        """The child with an environment of its own: no secret of ours, a fixed hash seed so that bytes repeat."""
        environment = {
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "HOME": tempfile.gettempdir(),
            "TMPDIR": tempfile.gettempdir(),
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "insurer.infra.documents.renderer"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _ask(self, child: subprocess.Popen[bytes], body: bytes, seconds: float) -> tuple[bytes, bytes]:
        assert child.stdin is not None
        try:
            write_frame(child.stdin, HTML, body)  # type: ignore[arg-type]
        except BrokenPipeError:
            raise NoPdf("documents.render_failed") from None
        return self._answer(child, monotonic() + seconds, seconds)

    def _answer(self, child: subprocess.Popen[bytes], deadline: float, seconds: float) -> tuple[bytes, bytes]:
        kind, length = HEAD.unpack(self._bytes(child, HEAD.size, deadline, seconds))
        return kind, self._bytes(child, length, deadline, seconds)

    @staticmethod
    def _bytes(child: subprocess.Popen[bytes], length: int, deadline: float, seconds: float) -> bytes:
        """Exactly `length` bytes of the child's answer; refuses when they are late or the child has gone."""
        assert child.stdout is not None
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while len(parts) < length:
                if not selector.select(max(0.0, deadline - monotonic())):
                    raise NoPdf("documents.took_too_long", seconds=int(seconds))
                part = os.read(child.stdout.fileno(), min(length - len(parts), 2**20))
                if not part:
                    raise NoPdf("documents.render_failed")
                parts += part
        return bytes(parts)

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_press = Press()
atexit.register(_press.close)


def render_pdf(html: str, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a whole HTML document (from `paper.compose`); the same text gives the same bytes.

    Only `data:` addresses in it are followed. Raises PdfUnavailable without pango, NoPdf when the text has a
    character that no font can print, when laying it out fails, or takes longer than `seconds`. In a rehearsal, and in
    the act that relies on it, the bytes are the rehearsal's.
    """
    rehearsal = running_rehearsal()
    return _press.render(html, seconds) if rehearsal is None else rehearsal.print(html)


def pdf_available() -> str | None:
    """None when PDFs can be made on this machine, else the reason, for the doctor and the health page."""
    return _press.available()


def close_press() -> None:
    """End this process's child."""
    _press.close()
