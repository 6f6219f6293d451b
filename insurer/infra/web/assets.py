"""Styles and scripts: our own and those of others, each under an address that changes with its content."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for

from insurer.infra.catalogues import ROOT
from insurer.infra.web.guard import public

OWN = Path(__file__).resolve().parents[1] / "static"
MODULES = ROOT / "node_modules"
VENDORED = {
    "bootstrap/css/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.org/htmx.min.js": "htmx.org/dist/htmx.min.js",
}
"""The only files of others that are served: their name in addresses, their place among the modules."""
FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
}

assets = Blueprint("assets", __name__)


def init_assets(app: Flask) -> None:
    """Serve the assets of `app` and let templates ask for their addresses."""
    app.register_blueprint(assets)
    app.jinja_env.globals.update(asset=asset, vendored=vendored)


def vendor_missing() -> list[str]:
    """The files of others that are not installed; `npm ci --ignore-scripts` brings them."""
    return [place for place in VENDORED.values() if not (MODULES / place).is_file()]


def asset(name: str) -> str:
    """The address of one of our own files, `css/tradecover.css`."""
    return url_for("assets.own", digest=_digest(name), name=name)


def vendored(name: str) -> str:
    """The address of a file of others, `bootstrap/css/bootstrap.min.css`, with its version."""
    package, rest = name.split("/", 1)
    return url_for("assets.vendor", package=package, version=_versions()[package], name=rest)


@assets.get("/static/<digest>/<path:name>")
@public
def own(digest: str, name: str) -> Response:
    if name not in _own_names() or digest != _digest(name):
        abort(404)
    return _file(OWN / name)


@assets.get("/vendor/<package>-<version>/<path:name>")
@public
def vendor(package: str, version: str, name: str) -> Response:
    place = VENDORED.get(f"{package}/{name}")
    if place is None or version != _versions().get(package):
        abort(404)
    return _file(MODULES / place)


@assets.get("/favicon.ico")
@public
def favicon() -> Response:
    response = _file(OWN / "img/mark.svg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _file(path: Path) -> Response:
    """One file from memory, packed for browsers that unpack it; all of them together are small."""
    plain, packed, etag = _content(path)
    response = Response(plain, content_type=_TYPES[path.suffix])
    if request.accept_encodings["gzip"] > 0 and len(packed) < len(plain):
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    response.set_etag(etag)
    response.make_conditional(request)
    return response


@cache
def _content(path: Path) -> tuple[bytes, bytes, str]:
    plain = path.read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:16]


@cache
def _own_names() -> frozenset[str]:
    return frozenset(path.relative_to(OWN).as_posix() for path in OWN.rglob("*") if path.suffix in _TYPES)


@cache
def _digest(name: str) -> str:
    """The first characters of the content's hash; a name that is not ours is a fault of the template."""
    return hashlib.sha256((OWN / name).read_bytes()).hexdigest()[:12]


@cache
def _versions() -> dict[str, str]:
    """The versions that the lock file pins."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in {key.split("/", 1)[0] for key in VENDORED}}
