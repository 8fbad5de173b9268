"""Runs the program that makes PDFs."""
import subprocess
import uuid


class Converter:
    def __init__(self, command):
        self.command = command
        self._running = {}

    def start(self, source):
        process = subprocess.Popen(  # opened: convert
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            bufsize=0,
        )
        process.stdin.write(source)
        self._running.update({uuid.uuid4(): process})  # stored: convert


converter = Converter(["/bin/cat"])
