"""Balancers learn whether we live and can serve, collectors how we do; neither learns anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import text

from config import Environment
from insurer.infra.clock import now
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.outbox import put_mail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL


def test_a_living_process_says_so_without_asking_the_database(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "alive"})
    assert "Set-Cookie" not in answer.headers


def test_ready_means_database_schema_and_files(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "checks": {"database": "ok", "schema": "ok", "files": "ok"}}


def test_an_outdated_schema_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), db.engine.begin() as owner:
        owner.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["schema"] == "outdated"


def test_a_folder_that_cannot_be_written_is_not_ready(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    app.config["FILES_DIR"] = Path("/proc/self/nowhere")

    assert client.get("/readyz").status_code == 503


def _samples(body: str) -> dict[str, float]:
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status_and_never_by_address(client: FlaskClient) -> None:
    before = _samples(client.get("/metrics").text)
    client.get("/sign-in?next=/portal/claims/CL-2026-000001")
    client.get("/no/such/page/of/Erika")

    body = client.get("/metrics").text
    after = _samples(body)

    route = "tradecover_requests_total[('method', 'GET'), ('route', '/sign-in'), ('status', '200')]"
    lost = "tradecover_requests_total[('method', 'GET'), ('route', 'none'), ('status', '404')]"
    assert after[route] - before.get(route, 0) == 1
    assert after[lost] - before.get(lost, 0) == 1
    assert "Erika" not in body
    assert "CL-2026" not in body


def test_what_waits_is_measured(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), reading_as(ALL):
        act = house_act(now())
        put_mail(act, recipient="a@example.com", locale="en", title="t", body="b", reference="r")
        db.session.commit()

    after = _samples(client.get("/metrics").text)

    assert after["tradecover_mails_waiting[]"] == 1
    assert after["tradecover_jobs[('state', 'queued')]"] == 0


@pytest.mark.parametrize("bearer", ["", "Bearer wrong", "Basic right-token"])
def test_with_a_token_only_its_bearer_reads(app: Flask, client: FlaskClient, bearer: str) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"metrics_token": SecretStr("right-token")})

    assert client.get("/metrics", headers={"Authorization": bearer}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer right-token"}).status_code == 200


def test_without_a_token_strangers_and_production_are_told_of_no_such_page(app: Flask, client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    app.config["ENVIRONMENT"] = Environment.PRODUCTION
    assert client.get("/metrics").status_code == 404
