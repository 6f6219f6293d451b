"""Django's admin with a list of our policies: the same tables, columns, filters, search and page size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from sqlalchemy.engine import make_url


def application(database_url: str) -> tuple[Callable[..., Any], str]:
    """A WSGI application on `database_url` and the cookie of somebody who has signed in to it."""
    settings.configure(
        SECRET_KEY="for this measurement only",
        DEBUG=False,
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="benchmarks.peers.django_admin.urls",
        DATABASES={"default": _database(database_url)},
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "benchmarks.peers.django_admin",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        LANGUAGES=[("en", "English"), ("zh-hans", "简体中文")],
        LOGGING_CONFIG=None,
        STATIC_URL="/static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return _signed_in()


def _database(url: str) -> dict[str, object]:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.database, "CONN_MAX_AGE": None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.database,
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.host or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


def _signed_in() -> tuple[Callable[..., Any], str]:
    from django.conf import settings as live
    from django.contrib.auth.models import User
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    somebody = User.objects.create_superuser("bench", "bench@example.org", "bench")
    client = Client()
    client.force_login(somebody)
    return get_wsgi_application(), f"{live.SESSION_COOKIE_NAME}={client.cookies[live.SESSION_COOKIE_NAME].value}"
