"""The life of an import."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class ImportState(StrEnum):
    """Where an import stands. It is whole or absent, so nobody ever sees one half done."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportMode(StrEnum):
    """What a ledger says of invoices that are not in it: nothing, or that they are open no more."""

    INCREMENTAL = "incremental"
    FULL = "full"


IMPORT_LIFE = Lifecycle(
    initial=ImportState.RECEIVED,
    moves={
        (ImportState.RECEIVED, "finish"): ImportState.DONE,
        (ImportState.RECEIVED, "fail"): ImportState.FAILED,
        (ImportState.RECEIVED, "cancel"): ImportState.CANCELLED,
    },
)
