"""An app that leaks, and says who loads it."""
import os

import canary

canary.sing('app')
held = []


def serve(count):
    for _ in range(count):
        leak()


def leak():
    held.append(open(os.devnull))
