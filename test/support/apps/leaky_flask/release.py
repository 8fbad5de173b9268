"""Forgets all that has leaked, for the next test. What nothing holds any more, Python closes."""
import gc
import io

from . import api, jobs, shows
from .extensions import warehouse


def release(app):
    for kept in (
        warehouse.connections, app.jinja_env.globals["rates"].lines, app.config["OPEN_REPORTS"],
        shows.drafts, shows.indexes, shows.resumable, api.seek.places, jobs.futures,
    ):
        kept.clear()
    api.Mirror.connection.cache_clear()
    for handler in list(app.logger.handlers):
        app.logger.removeHandler(handler)
        handler.close()
    for function in app.before_request_funcs["shows"]:
        function.__closure__[0].cell_contents.clear()
    jobs.restart()
    for each in gc.get_objects():
        if type(each) is api.SeatView:
            each.selectors.clear()
        elif type(each) is io.TextIOWrapper and str(getattr(each, "name", "")).endswith("ledger.txt"):
            each.close()
    gc.collect()

