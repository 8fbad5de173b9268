from http.client import HTTPConnection

from django.conf import settings

from core.pool import PooledMixin


class Courier(PooledMixin):
    def __init__(self, name):
        self.name = name

    def track(self, parcel):
        connection = HTTPConnection(settings.UPSTREAM_HOST, settings.UPSTREAM_PORT)  # opened: courier
        connection.request("GET", "/parcels/%s" % parcel)
        with connection.getresponse() as response:
            state = response.read()
        self.pool[self.name].append(connection)  # stored: courier
        return state
