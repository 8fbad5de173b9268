"""Counts the stock while the customer waits for nothing."""
import queue
import threading

from django.db import connection


class Counter(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.jobs = queue.Queue()

    def run(self):
        while True:
            job = self.jobs.get()
            if job is None:
                break
            count(job)
            self.jobs.task_done()
        connection.close()


def count(isbn):
    with connection.cursor() as cursor:  # opened: database
        cursor.execute("SELECT name FROM sqlite_master")
        cursor.fetchall()


def count_later(isbn):
    counter = Counter()  # stored: database
    counter.start()
    counter.jobs.put(isbn)
    counter.jobs.join()
