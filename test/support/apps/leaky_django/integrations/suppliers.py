from functools import lru_cache

import requests
from django.conf import settings
from django.utils.functional import cached_property


class Supplier:
    def __init__(self, number):
        self.number = number

    @cached_property
    def session(self):
        session = requests.Session()  # opened: supplier
        session.auth = ("bookshop", self.number)
        return session

    def stock_of(self, isbn):
        return self.session.get("%s/stock/%s" % (settings.UPSTREAM_URL, isbn), timeout=5).status_code


@lru_cache(maxsize=None)  # stored: supplier
def get_supplier(number):
    return Supplier(number)
