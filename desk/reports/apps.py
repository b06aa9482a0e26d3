"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class ReportsConfig(AppConfig):
    """See the package."""

    name = "desk.reports"
    label = "reports"

    def ready(self) -> None:
        """Say what is done by itself, and watch for answers that change a day's figures."""
        from desk.reports import late_answers

        late_answers.watch()
        registry.add("figures", timedelta(minutes=2), "desk.reports.aggregation:refresh")
        registry.add("daily-reports", timedelta(minutes=15), "desk.reports.daily:write_missing")
        registry.add("six-monthly-reports", timedelta(hours=6), "desk.reports.half_year:write_missing")
