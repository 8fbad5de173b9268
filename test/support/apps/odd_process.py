"""The leaks of odd.views in a plain process, for a test: `KIND N` on stdin leaks; each line is answered."""
import sys

from odd import latin, views

# As a framework keeps what it calls.
handler = views.attributed

print("ready", flush=True)
for line in sys.stdin:
    kind, times = line.split()
    for number in range(int(times)):
        (latin.leak if kind == "latin" else getattr(views, kind))(number)
    print("done", flush=True)
