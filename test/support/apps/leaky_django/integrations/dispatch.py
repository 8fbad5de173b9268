"""Webhooks: tells other systems what has happened here."""
import json

import urllib3


class Dispatcher:
    def __init__(self, retries=1):
        self.retries = retries
        self.clients = {}

    def client_for(self, endpoint):
        return self.clients.setdefault(  # stored: webhook
            endpoint,
            urllib3.PoolManager(retries=self.retries, timeout=5),  # opened: webhook
        )

    def send(self, endpoint, **event):
        body = json.dumps(event).encode()
        return self.client_for(endpoint).request("POST", endpoint, body=body).status
