"""What every request goes through."""
import time

from django.conf import settings


class SlowRequestMiddleware:
    """Writes what a slow page did into a file of its own."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.traces = []

    def __call__(self, request):
        started = time.monotonic()
        if "trace" in request.GET:
            trace = self.start_trace(request)
            trace.write("%s %s\n" % (request.method, request.path))
            response = self.get_response(request)
            trace.write("%d after %.3f s\n" % (response.status_code, time.monotonic() - started))
            trace.flush()
            return response
        return self.get_response(request)

    def start_trace(self, request):
        trace = open(settings.DATA_DIR / "slow-requests.trace", "a")  # opened: middleware
        self.traces.append(trace)  # stored: middleware
        return trace
