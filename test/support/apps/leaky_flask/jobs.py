"""What is done beside the requests."""
import atexit
import concurrent.futures
import os
import sqlite3
import threading
import urllib.request

from flask import Blueprint, current_app, g, jsonify

blueprint = Blueprint("jobs", __name__)
pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
futures = []


def restart():
    """New threads, without what the old ones remember."""
    global pool
    pool.shutdown()
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)


def fetch(url):
    return urllib.request.urlopen(url)  # opened: poster


@blueprint.route("/poster/<int:number>")
def poster(number):
    url = "http://%s:%d/posters/%d" % (*current_app.config["UPSTREAM"], number)
    future = pool.submit(fetch, url)
    futures.append(future)  # stored: poster
    concurrent.futures.wait([future])
    return jsonify(pid=os.getpid())


def database():
    if "database" not in g:
        g.database = sqlite3.connect(os.path.join(current_app.config["FOLDER"], "office.sqlite3"))  # opened: nightly
    return g.database


def reconcile(app):
    app.app_context().push()
    database().execute("SELECT name FROM sqlite_master").fetchall()


@blueprint.route("/nightly/<int:number>")
def nightly(number):
    pool.submit(reconcile, current_app._get_current_object()).result()
    return jsonify(pid=os.getpid())


@blueprint.route("/ledger/<int:number>")
def ledger(number):
    book = open(os.path.join(current_app.config["FOLDER"], "ledger.txt"), "a")  # opened: ledger
    atexit.register(book.close)  # stored: ledger
    return jsonify(pid=os.getpid())


@blueprint.route("/watch/<int:number>")
def watch(number):
    """Waits in a thread of its own for news of a show."""
    address = current_app.config["UPSTREAM"]

    def wait():
        with urllib.request.urlopen("http://%s:%d/hold" % address) as news:  # opened: watch  # stored: watch
            news.read()

    threading.Thread(target=wait, daemon=True).start()
    return jsonify(pid=os.getpid())
