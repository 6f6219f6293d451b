"""The list of policies in Django's admin."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import admin
from django.urls import path

from benchmarks.peers.django_admin.models import Policy


class PolicyAdmin(admin.ModelAdmin):
    """The columns, filter, search and page size of our own list."""

    list_display = ("number", "policyholder", "currency", "first_day", "last_day", "state")
    list_select_related = ("policyholder",)
    list_filter = ("state",)
    search_fields = ("policyholder__name",)
    ordering = ("-number",)
    list_per_page = 50

    def last_day(self, row: Policy) -> date:
        return row.end_day - timedelta(days=1)


site = admin.AdminSite()
site.register(Policy, PolicyAdmin)
urlpatterns = [path("admin/", site.urls)]
