import http.client
import json

from django.conf import settings


class HttpClient:
    """A client of a service that talks JSON."""

    connection_class = http.client.HTTPConnection

    def __init__(self, host=settings.UPSTREAM_HOST, port=settings.UPSTREAM_PORT):
        self.host = host
        self.port = port
        self.connection = self.connect()

    def connect(self):
        return self.connection_class(self.host, self.port, timeout=10)  # opened: payment

    def call(self, method, path, **payload):
        body = json.dumps(payload)
        self.connection.request(method, path, body=body, headers={"Content-Type": "application/json"})
        response = self.connection.getresponse()
        return json.loads(response.read())
