import socket


class Rates:
    """What a page shows of the exchange: `{{ rates.of("EUR") }}`."""

    def __init__(self, address):
        self.address = address
        self.lines = []

    def of(self, currency):
        with_line = self.dial()
        with_line.sendall(b"GET /rates/%s HTTP/1.1\r\nHost: upstream\r\n\r\n" % currency.encode())
        return with_line.recv(12).decode()

    def dial(self):
        self.lines += [socket.create_connection(self.address)]  # opened: rates  # stored: rates
        return self.lines[-1]
