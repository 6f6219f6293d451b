"""`/metrics`: how many requests, how long they took, what waits in the queue and the outbox; no names, no amounts.

Who may read: the bearer of TRADECOVER_METRICS_TOKEN; without a token, outside production, the machine itself.
Anybody else is told that there is no such page. Where several processes serve, PROMETHEUS_MULTIPROC_DIR names the
folder in which they add up (`./run serve` sets it).
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from time import perf_counter

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from config import LOOPBACK, Environment
from insurer.infra.audit.models import AuditEvent
from insurer.infra.clock import now
from insurer.infra.db import db
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.infra.web.guard import public
from insurer.kernel.acting import ALL

metrics = Blueprint("metrics", __name__)
_METRICS = "tradecover.metrics"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Measures:
    """What one application counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tradecover_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "tradecover_request_seconds", "Seconds to answer", ("route",), buckets=_SECONDS, registry=self.registry
        )

    def page(self) -> bytes:
        """Everything in the collectors' text form; counts of all processes where they share a folder."""
        shown = self.registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            shown = CollectorRegistry()
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        waiting = CollectorRegistry()
        waiting.register(Waiting())
        return generate_latest(shown) + generate_latest(waiting)


class Waiting(Collector):
    """What waits, asked of the database when the page is read."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("tradecover_jobs", "Jobs by state", labels=("state",))
        by_state = select(Job.state, func.count()).group_by(Job.state)
        counted = dict(list(db.session.execute(by_state)))
        for known in JobState:
            jobs.add_metric([known.value], counted.get(known.value, 0))
        yield jobs
        oldest = db.session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.QUEUED.value))
        age = 0.0 if oldest is None else (now() - oldest).total_seconds()
        yield GaugeMetricFamily("tradecover_oldest_queued_job_seconds", "Age of the oldest queued job", value=age)
        mails = select(func.count()).where(OutboxMail.sent_at.is_(None), OutboxMail.refused_at.is_(None))
        yield GaugeMetricFamily("tradecover_mails_waiting", "Mails not sent yet", value=db.session.scalar(mails) or 0)
        last = db.session.scalar(select(func.max(AuditEvent.sequence))) or 0
        yield GaugeMetricFamily("tradecover_audit_records", "Records in the audit trail", value=last)


def init_metrics(app: Flask) -> None:
    """Count every request of `app`."""
    app.extensions[_METRICS] = Measures()
    app.before_request(_begin)
    app.after_request(_count)
    app.register_blueprint(metrics)


@metrics.get("/metrics")
@public
def page() -> Response:
    """The measures, for whoever may read them."""
    if not _may_read():
        abort(404)
    with reading_as(ALL):
        content = current_app.extensions[_METRICS].page()
    return Response(content, content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    token = current_app.config["SETTINGS"].metrics_token.get_secret_value()
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return current_app.config["ENVIRONMENT"] is not Environment.PRODUCTION and request.remote_addr in LOOPBACK


def _begin() -> None:
    g.counted_from = perf_counter()


def _count(response: Response) -> Response:
    measures: Measures = current_app.extensions[_METRICS]
    route = request.url_rule.rule if request.url_rule else "none"
    measures.requests.labels(request.method, route, response.status_code).inc()
    if "counted_from" in g:
        measures.seconds.labels(route).observe(perf_counter() - g.counted_from)
    return response
