"""Forgets all that has leaked, for the next test. What nothing holds any more, Python closes."""
import gc
import logging
import os
import threading

from django.views.decorators.csrf import csrf_exempt

from core import errors, logs, singleton
from core.middleware import SlowRequestMiddleware
from core.views import reply
from integrations import couriers, live, newsletter, sessions, suppliers
from integrations.catalogue import connections
from integrations.dispatch import Dispatcher
from integrations.payments import BankGateway
from orders import invoices, stock, views
from orders.receivers import Archive
from reports import bundles, converter, exports, feeds


@csrf_exempt
def release(request):
    for kept in (
        errors.RECENT, singleton.Singleton._instances, couriers.Courier.pool, live._feeds, newsletter.connections,
        sessions._sessions, connections.by_index, BankGateway.pending, invoices.open_invoices, invoices.prepared,
        invoices.printer.queue, views.PENDING, bundles._stacks, bundles._archives, exports.ExportView.writers,
        feeds.reader.started,
    ):
        kept.clear()
    suppliers.get_supplier.cache_clear()
    for each in gc.get_objects():
        if type(each) is SlowRequestMiddleware:
            each.traces.clear()
        elif type(each) is Archive:
            each.opened.clear()
        elif type(each) is Dispatcher:
            each.clients.clear()
    release_threads()
    release_processes()
    release_logs()
    for fd in views.LOCKS.values():
        os.close(fd)
    views.LOCKS.clear()
    gc.collect()
    return reply()


def release_threads():
    counters = [thread for thread in threading.enumerate() if isinstance(thread, stock.Counter)]
    for counter in counters:
        counter.jobs.put(None)
    for counter in counters:
        counter.join()


def release_processes():
    for process in converter.converter._running.values():
        process.kill()
        process.wait()
        process.stdin.close()
    converter.converter._running.clear()


def release_logs():
    names = [name for name in logging.root.manager.loggerDict if name.startswith("bookshop.order.")]
    for logger in [logs.audit, *map(logging.getLogger, names)]:
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
    for name in names:
        del logging.root.manager.loggerDict[name]
