"""The last failures, for the page of the shop's staff."""
import collections
import contextlib

RECENT = collections.deque(maxlen=1000)


@contextlib.contextmanager
def recorded(what):
    try:
        yield
    except Exception as error:
        RECENT.append((what, error))  # stored: failure
