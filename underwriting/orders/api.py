"""`/api/v1/orders/check`: the order check for machines; nothing is recorded."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.machine import for_machines
from policies.public import policy_numbered
from underwriting.buyers.pages.choosing import buyer_under
from underwriting.orders.queries import checked
from underwriting.orders.schemas import asked_order, order_answer

LARGEST_BODY = 10_000

api = for_machines(Blueprint("orders_api", __name__, url_prefix="/api/v1/orders"), largest_body=LARGEST_BODY)


@api.post("/check")
@allow(May.ORDER_ENTER)
def check() -> ResponseReturnValue:
    """The answer to the order in the body, with its working."""
    number, public_id, order = asked_order(request.get_json(silent=True))
    policy = policy_numbered(number)
    buyer = buyer_under(policy, public_id)
    return order_answer(checked(policy, buyer.id, order, today()), reader_locale())
