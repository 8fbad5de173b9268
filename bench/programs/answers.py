"""WSGI apps for the case trace-hook. Run as a program it prints for how many ROUNDS `works` takes 2 ms of CPU."""
import json
import os
import socket
import time

ROUNDS = int(os.environ.get("ROUNDS", "1"))
ROWS = [{"id": row, "name": "customer %d" % row, "tags": ["new", "paid"], "total": row * 1.5} for row in range(20)]


def answer(start_response, body):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def at_once(environ, start_response):
    return answer(start_response, b"hello\n")


def works(environ, start_response):
    for _ in range(ROUNDS):
        body = json.dumps(json.loads(json.dumps(ROWS))).encode()
    return answer(start_response, body)


def opens(environ, start_response):
    with open(__file__, "rb") as file:
        body = file.read(100)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return answer(start_response, body)


if __name__ == "__main__":
    for _ in range(20):
        ROUNDS = 100
        begun = time.process_time()
        works({}, lambda *_: None)
        each = (time.process_time() - begun) / ROUNDS
    print(max(1, round(0.002 / each)), flush=True)
