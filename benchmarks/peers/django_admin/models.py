"""Our tables as Django reads them: nothing is made or changed by it."""

from __future__ import annotations

from django.db import models

STATES = (("draft", "Draft"), ("bound", "Bound"), ("cancelled", "Cancelled"), ("expired", "Expired"))


class Party(models.Model):
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "party"

    def __str__(self) -> str:
        return str(self.name)


class Policy(models.Model):
    number = models.CharField(max_length=24)
    policyholder = models.ForeignKey(Party, models.DO_NOTHING)
    currency = models.CharField(max_length=3)
    first_day = models.DateField()
    end_day = models.DateField()
    state = models.CharField(max_length=20, choices=STATES)

    class Meta:
        managed = False
        db_table = "policy"
