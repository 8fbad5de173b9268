"""For other programs."""
import functools
import os
import selectors
import socket

from flask import Blueprint, current_app, jsonify
from flask.views import MethodView

blueprint = Blueprint("api", __name__)


def receipt(number):
    """Printed when the hall is empty."""
    paper = open(os.path.join(current_app.config["FOLDER"], "receipts.txt"), "a")
    current_app.config["RECEIPTS"].append(paper)
    return jsonify(pid=os.getpid())


class ReportView(MethodView):
    def get(self, number):
        report = open(os.path.join(current_app.config["FOLDER"], "sales.report"), "a")  # opened: report
        print("sold:", number, file=report)
        current_app.config["OPEN_REPORTS"].append(report)  # stored: report
        return jsonify(pid=os.getpid())


class SeatView(MethodView):
    """Each hall has its own selector, that waits for seats to become free."""

    init_every_request = False

    def __init__(self, halls):
        self.halls = halls
        self.selectors = {}

    def get(self, number):
        self.watch("hall-%d" % number)
        return jsonify(pid=os.getpid(), halls=self.halls)

    def watch(self, hall):
        if hall not in self.selectors:
            self.selectors[hall] = selectors.DefaultSelector()  # opened: seats  # stored: seats
        return self.selectors[hall]


class Mirror:
    """The same data in another city."""

    def __init__(self, address):
        self.address = address

    @functools.lru_cache(maxsize=1000)  # stored: mirror
    def connection(self, number):
        sock = socket.socket()  # opened: mirror
        sock.settimeout(5)
        sock.connect(self.address)
        return sock


def mirror(number):
    Mirror(current_app.config["UPSTREAM"]).connection(number)
    return jsonify(pid=os.getpid())


def shelf(number):
    with current_app.extensions["warehouse"].connection("shelf-%d" % number) as connection:
        connection.request("GET", "/shelves/%d" % number)
        stock = connection.getresponse().read()
    return jsonify(pid=os.getpid(), stock=stock.decode())


def seek(number):
    place = socket.create_connection(current_app.config["UPSTREAM"])  # opened: seek
    seek.places.append(place)  # stored: seek
    return jsonify(pid=os.getpid())


seek.places = []

blueprint.add_url_rule("/report/<int:number>", view_func=ReportView.as_view("report"))
blueprint.add_url_rule("/seats/<int:number>", view_func=SeatView.as_view("seats", halls=3))
blueprint.add_url_rule("/receipt/<int:number>", view_func=receipt)
blueprint.add_url_rule("/mirror/<int:number>", view_func=mirror)
blueprint.add_url_rule("/shelf/<int:number>", view_func=shelf)
blueprint.add_url_rule("/seek/<int:number>", view_func=seek)
