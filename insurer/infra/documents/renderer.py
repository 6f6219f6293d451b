"""The child that lays out PDFs: no network, no files but its fonts, bounded memory and time.

It reads HTML frames on standard input and answers with a PDF, or with the reason why there is none. The text of
a document can ask for `data:` addresses only; whatever else it names is neither called nor opened.
"""

from __future__ import annotations

import json
import logging
import os
import re
import resource
import sys
import warnings
from typing import TYPE_CHECKING, Any, BinaryIO

from insurer.infra.documents.frames import ABSENT, HTML, PDF, READY, REFUSED, read_frame, write_frame
from insurer.infra.documents.native import preload_native

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS_SPACE = 3 * 2**30
CPU_SECONDS = 120
STYLES = os.path.join(os.path.dirname(__file__), "paper.css")
_NO_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ftplib.", "http.")


class _Listener(logging.Handler):
    """Keeps the characters for which no font had a glyph; everything else WeasyPrint says is not ours to repeat."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if found := _NO_GLYPH.search(record.getMessage()):
            self.missing.add(chr(int(found[1], 16)))


def main() -> None:
    """Serve frames until the parent closes the pipe."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print never lands among the frames
    try:
        layout = prepared()
    except OSError as error:
        write_frame(answers, ABSENT, str(error).splitlines()[0].encode())
        return
    shut_in()
    write_frame(answers, READY)
    serve(sys.stdin.buffer, answers, layout)


def serve(orders: BinaryIO, answers: BinaryIO, layout: Callable[[str], bytes]) -> None:
    """Answer every order; one that fails takes nothing down but itself."""
    listener = _Listener()
    logging.getLogger("weasyprint").handlers = [listener]
    logging.getLogger("weasyprint").propagate = False
    while (frame := read_frame(orders)) is not None:
        kind, body = frame
        assert kind == HTML
        listener.missing.clear()
        _allow_time()
        try:
            pdf = layout(body.decode())
        except Exception as error:  # the reason goes to the parent, which refuses in the reader's language
            write_frame(answers, REFUSED, _reason("documents.render_failed", reason=f"{type(error).__name__}: {error}"))
            continue
        if listener.missing:
            characters = " ".join(sorted(listener.missing))
            write_frame(answers, REFUSED, _reason("documents.glyphs_missing", characters=characters))
        else:
            write_frame(answers, PDF, pdf)


def prepared() -> Callable[[str], bytes]:
    """Fonts and stylesheet loaded once; the function that lays out one document after another."""
    preload_native()
    warnings.simplefilter("ignore")
    import pylopdf_fonts_zh_cn as fonts
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class DataOnly(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Hands out what stands in the address itself, and calls nobody."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

    with open(STYLES, encoding="utf-8") as file:
        styles = file.read()
    faces = {"Paper Sans": fonts.sans_path(), "Paper Serif": fonts.serif_path()}
    styles = (
        "".join(f'@font-face{{font-family:"{name}";src:url("{path.as_uri()}")}}' for name, path in faces.items())
        + styles
    )
    configuration = FontConfiguration()
    own_files = URLFetcher(allowed_protocols=("file",), allow_redirects=False)
    sheet = weasyprint.CSS(string=styles, font_config=configuration, url_fetcher=own_files)
    fetcher = DataOnly()

    def layout(html: str) -> bytes:
        document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
        pdf: Any = document.write_pdf(stylesheets=[sheet], font_config=configuration, pdf_tags=True)
        return bytes(pdf)

    return layout


def shut_in() -> None:
    """From here on: no sockets, no other programs, no more memory than a long statement needs, no core dumps."""
    for limit, most in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, bound))

    def refuse(event: str, _arguments: object) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(f"a document has no business with {event}")

    sys.addaudithook(refuse)


def _allow_time() -> None:
    """CPU_SECONDS of processor time from now on; the system ends the child beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, hard))


def _reason(code: str, **facts: str) -> bytes:
    return json.dumps({"code": code, "facts": facts}).encode()


if __name__ == "__main__":
    main()
