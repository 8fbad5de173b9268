"""One process that is another program every few tenths of a second. blink.py SECONDS WORDS..."""
import os
import sys
import time

left, words = float(sys.argv[1]), sys.argv[2:]
time.sleep(0.15)
if left > 0:
    names = ['gunicorn: worker [blink]', '/usr/bin/gunicorn', 'supervisord', 'gunicorn: master [blink]']
    name = names[int(left * 1000) % 4]
    os.execv('/usr/bin/python3', [name, os.path.abspath(__file__), str(left - 0.17), *words])
