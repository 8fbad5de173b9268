def app(_, start):
    start('200 OK', [('Content-Length', '2')])
    return [b'ok']
