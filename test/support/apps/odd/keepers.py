"""What keeps for others."""
import functools

KEPT = []


def keep(thing):
    KEPT.append(thing)  # stored: shared


def remembering(function):
    seen = []

    @functools.wraps(function)
    def wrapped(*args):
        result = function(*args)  # opened: wrapped
        seen.append(result)  # stored: wrapped
        return result

    return wrapped
