"""Long files, a page at a time."""
from django.conf import settings


def pages(path, size=50):
    with open(path, "a+") as source:  # opened: feed
        source.seek(0)
        page = []
        for line in source:
            page.append(line)
            if len(page) == size:
                yield page
                page = []
        yield page


class Reader:
    def __init__(self):
        self.started = {}

    def next_page(self, token):
        if token not in self.started:
            self.started[token] = pages(settings.DATA_DIR / "feed.txt")  # stored: feed
        return next(self.started[token])


reader = Reader()
