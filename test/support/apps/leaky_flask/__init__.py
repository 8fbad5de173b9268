"""A ticket office in Flask that leaks open files, each kind of leak by a route of its own: `leaky_flask:create_app()`.

    GET /              {"pid"} of the worker that answers
    POST /release      closes and forgets all that has leaked

The comments `opened: KIND` and `stored: KIND` mark the lines that `fdtop origin` must name.
"""
import os
import socket
import tempfile

from flask import Flask, jsonify

from . import api, jobs, release, shows
from .extensions import warehouse
from .rates import Rates


def create_app():
    app = Flask(__name__)
    app.config.update(
        UPSTREAM=("127.0.0.1", int(os.environ.get("UPSTREAM_PORT", "80"))),
        FOLDER=tempfile.gettempdir(),
        OPEN_REPORTS=[],
        RECEIPTS=[],
    )
    warehouse.init_app(app)
    app.jinja_env.globals["rates"] = Rates(app.config["UPSTREAM"])
    app.register_blueprint(shows.create_blueprint(), url_prefix="/shows")
    app.register_blueprint(api.blueprint, url_prefix="/api")
    app.register_blueprint(jobs.blueprint, url_prefix="/jobs")
    tickets = {}

    @app.route("/")
    def health():
        return jsonify(pid=os.getpid())

    @app.route("/tickets/<int:number>")
    def ticket(number):
        printer = socket.create_connection(app.config["UPSTREAM"])  # opened: ticket
        printer.sendall(b"POST /tickets HTTP/1.1\r\nHost: upstream\r\nContent-Length: 0\r\n\r\n")
        tickets[number] = printer  # stored: ticket
        return jsonify(pid=os.getpid())

    @app.post("/release")
    def forget():
        tickets.clear()
        release.release(app)
        return jsonify(pid=os.getpid())

    return app
