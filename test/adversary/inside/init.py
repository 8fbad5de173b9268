"""The first process of the world: buries the orphans. All processes of the world end with it, within 20 minutes."""
import os
import time

print('ready', flush=True)
end = time.monotonic() + 1200
while time.monotonic() < end:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    time.sleep(0.05)
