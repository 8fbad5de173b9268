import fcntl
import os

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core import logs
from core.errors import recorded
from core.views import reply
from integrations.payments import BankGateway

from . import invoices, stock
from .signals import order_placed

LOCKS = {}
PENDING = {}


class CheckoutView(View):
    def get(self, request, number):
        gateway = BankGateway("R%06d" % number)
        return reply(answer=gateway.authorize(amount="9.90"))


class PlaceView(View):
    def get(self, request, number):
        order_placed.send(sender=type(self), reference="R%06d" % number)
        return reply()


@method_decorator(csrf_exempt, name="dispatch")
class UploadView(View):
    """A scan that the customer sends in; somebody will look at it."""

    def post(self, request, number):
        scan = request.FILES["scan"]
        PENDING[number] = open(scan.temporary_file_path(), "rb")  # opened: upload  # stored: upload
        return reply()


def lock(request, number):
    fd = os.open(settings.DATA_DIR / "order.lock", os.O_RDWR | os.O_CREAT, 0o644)  # opened: lock
    fcntl.flock(fd, fcntl.LOCK_SH)
    LOCKS[number] = fd
    return reply()


def invoice(request, number):
    invoices.invoice_of("R%06d" % number)
    return reply()


def printout(request, number):
    invoices.printer.submit("R%06d" % number)
    return reply()


def download(request, number):
    invoices.prepare_download("R%06d" % number)
    return reply()


def count(request, number):
    stock.count_later("978-%d" % number)
    return reply()


def audit(request, number):
    logs.audit_to("today").info("order %d", number)
    return reply()


def log(request, number):
    logs.logger_of_order("R%06d" % number).info("looked at")
    return reply()


def parse_order(path, number):
    source = open(path, "a+")  # opened: failure
    source.seek(0)
    lines = source.read().splitlines()
    return lines[number + 1]


def import_order(request, number):
    with recorded("import of order %d" % number):
        parse_order(settings.DATA_DIR / "import.csv", number)
    return reply()
