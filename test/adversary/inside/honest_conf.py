"""Of the honest Gunicorn beside mallory: root's master, workers of www-data."""
name = proc_name = 'honest-shop'
bind = '127.0.0.1:0'
workers = 2
user = group = 'www-data'
loglevel = 'critical'
worker_tmp_dir = '/tmp'


def when_ready(_):
    print('ready', flush=True)
