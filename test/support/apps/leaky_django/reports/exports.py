import csv

from django.conf import settings
from django.views.generic import TemplateView

from core.views import reply


class ExportView(TemplateView):
    """Rows are added to it until the month is over."""

    columns = ("reference", "amount")
    writers = {}

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        writer = self.get_writer(context["number"])
        writer.writerow(["R%06d" % context["number"], "9.90"])
        return reply()

    def get_writer(self, number):
        if number not in self.writers:
            target = open(settings.DATA_DIR / "export.csv", "a", newline="")  # opened: export
            writer = csv.DictWriter(target, self.columns) if number < 0 else csv.writer(target)
            self.writers[number] = writer  # stored: export
        return self.writers[number]
