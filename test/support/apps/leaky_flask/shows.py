"""What is on."""
import logging
import mmap
import os
import tempfile
from collections import defaultdict

from flask import Blueprint, Response, current_app, jsonify, render_template_string, request

drafts = defaultdict(list)
indexes = {}
resumable = {}


def create_blueprint():
    blueprint = Blueprint("shows", __name__)
    journals = []

    @blueprint.before_request
    def open_journal():
        if "journal" in request.args:
            journal = open(os.path.join(current_app.config["FOLDER"], "shows.journal"), "a")  # opened: journal
            journals.append(journal)  # stored: journal

    blueprint.add_url_rule("/list/<int:number>", view_func=listing)
    blueprint.add_url_rule("/draft/<int:number>", view_func=draft)
    blueprint.add_url_rule("/index/<int:number>", view_func=index)
    blueprint.add_url_rule("/video/<int:number>", view_func=video)
    blueprint.add_url_rule("/rates/<int:number>", view_func=rates)
    blueprint.add_url_rule("/review/<int:number>", view_func=review)
    return blueprint


def listing(number):
    return jsonify(pid=os.getpid())


def draft(number):
    file = tempfile.NamedTemporaryFile(suffix=".draft")  # opened: draft
    file.write(b"A new show")
    drafts["user-%d" % (number % 4)].append(file)  # stored: draft
    return jsonify(pid=os.getpid())


def index(number):
    with open(os.path.join(current_app.config["FOLDER"], "shows.index"), "ab+") as file:
        file.truncate(4096)
        indexes[number] = mmap.mmap(file.fileno(), 0)  # opened: index  # stored: index
    return jsonify(pid=os.getpid())


def video(number):
    def chunks():
        with open(path, "ab+") as film:  # opened: video
            film.seek(0)
            while True:
                yield film.read(65536)

    path = os.path.join(current_app.config["FOLDER"], "film.webm")
    body = chunks()
    next(body)
    resumable[number] = Response(body, mimetype="video/webm")  # stored: video
    return jsonify(pid=os.getpid())


def rates(number):
    return jsonify(pid=os.getpid(), page=render_template_string("{{ rates.of('EUR') }}"))


def review(number):
    handler = logging.FileHandler(os.path.join(current_app.config["FOLDER"], "reviews.log"))  # opened: review
    current_app.logger.addHandler(handler)  # stored: review
    current_app.logger.warning("review %d", number)
    return jsonify(pid=os.getpid())
