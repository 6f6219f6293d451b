"""The web floor put together: one call gives an application everything its pages stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from secrets import token_urlsafe

from flask import Flask

from insurer.infra.languages import init_languages
from insurer.infra.web.assets import init_assets
from insurer.infra.web.errors import init_errors
from insurer.infra.web.forms import csrf
from insurer.infra.web.headers import init_headers
from insurer.infra.web.layout import NavGroup, Reader, init_layout

LARGEST_UPLOAD = 160 * 2**20
LARGEST_FORM = 2 * 2**20
MOST_FORM_PARTS = 2000


def init_web(
    app: Flask,
    *,
    navigation: Mapping[str, Sequence[NavGroup]],
    choose_locale: Callable[[], str | None] = lambda: None,
    reader: Callable[[], Reader | None] = lambda: None,
    brand: str = "Tradecover",
    search: Mapping[str, str] | None = None,
) -> None:
    """Headers, errors, languages, forgery protection, assets and the frame. Guards are checked last, by the caller.

    Sizes and cookies that the settings have not set get safe values here.
    """
    for name, value in {
        "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_FORM_PARTS,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }.items():
        if app.config.get(name) is None:
            app.config[name] = value
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token lives as long as the session it is signed into
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    app.jinja_env.globals.update(new_key=lambda: token_urlsafe(16))
    init_headers(app)
    csrf.init_app(app)
    init_languages(app, choose_locale)
    init_errors(app)
    init_assets(app)
    init_layout(app, navigation=navigation, reader=reader, brand=brand, search=search)
