"""Limits at the underwriter's desk: the queue, one request on one screen, and reductions under every policy."""

from underwriting.limits.desk.blueprint import desk
from underwriting.limits.desk.deciding import decide, limit_request
from underwriting.limits.desk.papers import letter
from underwriting.limits.desk.queue import answered, queue
from underwriting.limits.desk.reducing import reduce, reduction

__all__ = ["answered", "decide", "desk", "letter", "limit_request", "queue", "reduce", "reduction"]
