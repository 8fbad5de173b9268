"""The leaks of leaky.views in a plain process, for a test: `KIND N` on stdin leaks, `release` forgets, each is answered."""
import sys

from leaky import views

print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "release":
        views.release()
    else:
        views.leak(words[0], int(words[1]))
    print("done", flush=True)
