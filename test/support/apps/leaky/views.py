"""One function for each way to leak."""
import collections
import contextvars
import functools
import gc
import http.client
import mmap
import multiprocessing
import os
import select
import socket
import sqlite3
import subprocess
import tempfile
import threading

from .apis import Client, Loop, Registry, Slotted

SERVER = socket.create_server(("127.0.0.1", 0), backlog=4096)
HOST, PORT = SERVER.getsockname()
PATH = os.path.join(tempfile.gettempdir(), "leaky-%d.log" % os.getpid())

POOL = []
HANDLES = []
REGISTRY = Registry()
PROCESSES = []
DATABASES = []
LOOPS = []
RECENT = collections.deque()
SEEN = set()
SLOTTED = []
HOSTS = {}
READERS = {}
MAPS = {}
PIPES = []
CURRENT = contextvars.ContextVar("current", default=())
LOCAL = threading.local()
RAW = []


def connect():
    return socket.create_connection((HOST, PORT))  # opened: connect


def pool(_):
    conn = http.client.HTTPConnection(HOST, PORT)  # opened: pool
    conn.connect()
    POOL.append(conn)  # stored: pool


def live(number):
    Client(HOST, PORT).fetch("key-%d" % number)


def registry(_):
    REGISTRY.keep(open(PATH, "a"))  # opened: registry


def files(_):
    handle = open(PATH, "a")  # opened: files
    HANDLES.append(handle)  # stored: files


def popen(_):
    child = subprocess.Popen(["/bin/true"], stdout=subprocess.PIPE)  # opened: popen
    child.wait()
    PROCESSES.append(child)  # stored: popen


def database(_):
    connection = sqlite3.connect(PATH + ".db")  # opened: database
    connection.execute("select name from sqlite_master").fetchall()
    DATABASES.append(connection)  # stored: database


def epoll(_):
    LOOPS.append(select.epoll())  # opened: epoll  # stored: epoll


def recent(_):
    RECENT.appendleft(connect())  # stored: recent


def seen(_):
    SEEN.add(connect())  # stored: seen


def slotted(_):
    SLOTTED.append(Slotted(connect()))  # stored: slotted


def hosts(number):
    HOSTS.setdefault("host-%d" % (number % 2), []).append(connect())  # stored: hosts


def thread_local(_):
    if not hasattr(LOCAL, "conns"):
        LOCAL.conns = []
    LOCAL.conns.append(connect())  # stored: thread_local


def closing_over():
    kept = []

    def remember():
        kept.append(connect())  # stored: closure

    return remember


REMEMBER = closing_over()


def closure(_):
    REMEMBER()


def default(number, kept={}):
    kept[number] = connect()  # stored: default


@functools.lru_cache(maxsize=None)  # stored: cached
def cached_connection(number):
    return connect()


def cached(number):
    cached_connection(number)


@functools.lru_cache(maxsize=1000)  # stored: bounded
def bounded_connection(number):
    return connect()


def bounded(number):
    bounded_connection(number)


def lines(path):
    with open(path, "a+") as source:  # opened: generator
        while True:
            yield source.readline()


def generator(number):
    reader = lines(PATH)
    next(reader)
    READERS[number] = reader  # stored: generator


def mapped(number):
    with open(PATH + ".map", "wb+") as file:
        file.truncate(4096)
        MAPS[number] = mmap.mmap(file.fileno(), 0)  # opened: mapped  # stored: mapped


def variable(_):
    CURRENT.set(CURRENT.get() + (connect(),))  # stored: variable


def pipe(_):
    PIPES.append(multiprocessing.Pipe())  # opened: pipe  # stored: pipe


def raw(_):
    os.open(PATH, os.O_RDWR | os.O_CREAT)  # opened: raw


def cycle(_):
    gc.disable()
    Loop(connect)


def failed(_):
    gc.disable()
    try:
        conn = socket.create_connection((HOST, PORT))  # opened: failed
        raise ValueError("boom")
    except ValueError as error:
        kept = error
    return kept


LEAKS = {
    leak.__name__: leak
    for leak in (
        pool, live, registry, files, popen, database, epoll, recent, seen, slotted, hosts, thread_local, closure, default,
        cached, bounded, generator, mapped, variable, pipe, raw, cycle, failed,
    )
}


def leak(kind, count):
    for number in range(count):
        LEAKS[kind](number)


def release():
    for kept in (
        POOL, HANDLES, PROCESSES, DATABASES, LOOPS, RECENT, SEEN, SLOTTED, HOSTS, READERS, MAPS, PIPES, Client.live,
        REGISTRY.files,
    ):
        kept.clear()
    CURRENT.set(())
    bounded_connection.cache_clear()
    LOCAL.__dict__.clear()
    default.__defaults__[0].clear()
    REMEMBER.__closure__[0].cell_contents.clear()
    cached_connection.cache_clear()
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + name) == PATH:
                os.close(int(name))
        except OSError:
            pass
    gc.enable()
    gc.collect()
