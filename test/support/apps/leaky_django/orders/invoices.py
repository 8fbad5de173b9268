"""PDFs of invoices."""
from dataclasses import dataclass, field
from typing import IO, List

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import FileResponse

from .models import Invoice

open_invoices = {}
prepared = {}


@dataclass
class Printout:
    reference: str
    page: IO


@dataclass
class Printer:
    name: str
    queue: List[Printout] = field(default_factory=list)

    def submit(self, reference):
        printout = Printout(reference, open(settings.DATA_DIR / "printer.spool", "ab"))  # opened: printer
        self.queue.append(printout)  # stored: printer


printer = Printer("ground floor")


def invoice_of(reference):
    """From the shelf, with its document at hand."""
    invoice = Invoice(reference=reference, document="invoices/one.pdf")
    if not invoice.document.storage.exists(invoice.document.name):
        invoice.document.storage.save(invoice.document.name, ContentFile(b"%PDF-1.4"))
    invoice.document.open("rb")  # opened: invoice
    open_invoices[reference] = invoice  # stored: invoice
    return invoice


def prepare_download(reference):
    """Made before it is asked for, as it takes long."""
    path = settings.DATA_DIR / "download.pdf"
    path.touch()
    prepared[reference] = FileResponse(open(path, "rb"), as_attachment=True)  # opened: download  # stored: download
