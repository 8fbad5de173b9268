from core.views import reply

from . import bundles
from .converter import converter
from .feeds import reader


def bundle(request, number):
    bundles.begin_bundle("bundle.gz")
    return reply()


def archive(request, number):
    bundles.archive_of("2026-%d" % number)
    return reply()


def convert(request, number):
    converter.start(b"page %d" % number)
    return reply()


def feed(request, number):
    return reply(lines=len(reader.next_page("reader-%d" % number)))
