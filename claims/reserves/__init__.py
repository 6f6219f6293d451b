"""Reserves: what the insurer sets aside for one claim until it is decided and paid."""
