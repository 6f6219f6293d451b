"""The life of an order from its check to its shipment."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class OrderState(StrEnum):
    """Where an order stands. Until it is shipped or cancelled it takes room of the limits."""

    OPEN = "open"
    HELD = "held"
    RELEASED = "released"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"

    @property
    def tone(self) -> str:
        """The colour of the word."""
        return {"held": "care", "released": "good", "shipped": "quiet", "cancelled": "quiet"}.get(self.value, "work")


ORDER_LIFE = Lifecycle(
    initial=OrderState.OPEN,
    moves={
        (OrderState.OPEN, "hold"): OrderState.HELD,
        (OrderState.HELD, "release"): OrderState.RELEASED,
        (OrderState.OPEN, "ship"): OrderState.SHIPPED,
        (OrderState.RELEASED, "ship"): OrderState.SHIPPED,
        (OrderState.OPEN, "cancel"): OrderState.CANCELLED,
        (OrderState.HELD, "cancel"): OrderState.CANCELLED,
        (OrderState.RELEASED, "cancel"): OrderState.CANCELLED,
    },
)
LIVE = frozenset({OrderState.OPEN, OrderState.HELD, OrderState.RELEASED})
"""States in which an order still takes room."""
COUNTED = frozenset({OrderState.OPEN, OrderState.RELEASED})
"""States in which an order is counted on: one that is held may never ship."""


def state_after(held: bool, moves: list[str]) -> OrderState:
    """Where an order stands after its check and the steps it took since."""
    state = ORDER_LIFE.after(ORDER_LIFE.initial, "hold") if held else ORDER_LIFE.initial
    for move in moves:
        state = ORDER_LIFE.after(state, move)
    return state
