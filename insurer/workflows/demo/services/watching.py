"""Early warning at the end of the demo: policies in force are run on the days of three months, for a course."""

from __future__ import annotations

from insurer.advisory.public import run_warnings
from insurer.kernel.calendar import add_months
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import PolicyYear

MONTHS_BACK = (2, 1, 0)


def watch(stage: Stage, years: tuple[PolicyYear, ...]) -> None:
    """Run the ledger of every policy in force as of two months ago, a month ago and today."""
    for one in years:
        if one.first <= stage.today <= one.last:
            for back in MONTHS_BACK:
                day = add_months(stage.today, -back)
                if day >= one.first:
                    run_warnings(stage.house(), stage.policy(one), as_of=day)
