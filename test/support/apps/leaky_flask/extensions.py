"""Made once for all apps, as extensions of Flask are."""
import contextlib
import http.client

from flask import current_app


class Warehouse:
    def __init__(self, app=None):
        self.connections = {}
        if app is not None:
            self.init_app(app)

    def init_app(self, app):
        app.config.setdefault("WAREHOUSE_TIMEOUT", 5)
        app.extensions["warehouse"] = self
        app.teardown_appcontext(self.teardown)

    def teardown(self, exception):
        if exception is not None and self.connections:
            self.connections.popitem()

    def connect(self):
        timeout = current_app.config["WAREHOUSE_TIMEOUT"]
        return http.client.HTTPConnection(*current_app.config["UPSTREAM"], timeout=timeout)  # opened: warehouse

    @contextlib.contextmanager
    def connection(self, shelf):
        connection = self.connections[shelf] if shelf in self.connections else self.connect()
        yield connection
        self.connections[shelf] = connection  # stored: warehouse


warehouse = Warehouse()
