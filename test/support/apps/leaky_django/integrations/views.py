from django.apps import apps
from django.conf import settings

from core.metrics import Statsd
from core.views import reply

from . import catalogue, live, newsletter
from .couriers import Courier
from .sessions import get_session
from .suppliers import get_supplier


def session(request, number):
    response = get_session("token-%d" % number).get(settings.UPSTREAM_URL + "/me", timeout=5)
    return reply(status=response.status_code)


def courier(request, number):
    state = Courier("depot-%d" % (number % 3)).track("P%06d" % number)
    return reply(state=state.decode())


def supplier(request, number):
    return reply(status=get_supplier(number).stock_of("978-0-00"))


def webhook(request, number):
    dispatcher = apps.get_app_config("integrations").dispatcher
    return reply(status=dispatcher.send("%s/hooks/%d" % (settings.UPSTREAM_URL, number), event="paid"))


def send_newsletter(request, number):
    newsletter.connection_for("campaign-%d" % number)
    return reply()


async def live_prices(request, number):
    await live.subscribe("978-%d" % number)
    return reply()


def search(request, number):
    return reply(hits=len(catalogue.search("books-%d" % number, "q=tolstoy")))


def visit(request, number):
    Statsd().count("visits.%d" % number)
    return reply()
