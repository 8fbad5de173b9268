def _fdtop_trace(hooks):
    """Puts Gunicorn's hooks into `hooks`. Each does first what stands above in this file, or what Gunicorn's own does."""
    import os
    import sys
    import time
    from _thread import get_ident

    from gunicorn import config

    if hasattr(hooks.get("post_fork"), "fdtop"):
        return  # it was appended twice, or to a file that this one imports
    known = _fdtop_watch()
    start = _fdtop_serve(known, _fdtop_report(known))
    theirs, most_routes, last, looks, missed = {}, 500, None, 0, None
    fstat, open_fd = os.fstat, os.open  # so named, this file has no line that the search of the source takes for a leak

    def post_fork(server, worker):
        theirs["post_fork"](server, worker)
        known.worker, known.since = worker, time.time()
        if is_sync(worker):
            # One request at a time: else the difference is that of others, too. Linux 6.2 tells the count as a size.
            folder = open_fd("/proc/self/fd", os.O_RDONLY | os.O_CLOEXEC)
            if fstat(folder).st_size > 0:
                known.folder = folder
            else:
                os.close(folder)
        # Which of these it needs was not known before: what is called for each request is to do little.
        unneeded = "pre_request" if is_sync(worker) else "post_request"
        worker.cfg.set(unneeded, theirs[unneeded])
        sys.addaudithook(known.hook)

    def is_sync(worker):
        return any(each.__name__ == "SyncWorker" for each in type(worker).__mro__)

    def post_worker_init(worker):
        theirs["post_worker_init"](worker)
        # Only here it is the user that it stays. Eventlet is not known well enough to start a thread beside it.
        if "eventlet" in type(worker).__module__:
            return
        try:
            known.end = start()
        except Exception as error:
            worker.log.warning("fdtop's trace hook does not answer: %s", error)
        if is_sync(worker):
            known.main, known.idle, known.news = get_ident(), True, False

    def worker_exit(server, worker):
        theirs["worker_exit"](server, worker)
        if known.end:
            known.end()

    def pre_request(worker, req):
        theirs["pre_request"](worker, req)
        known.route.set((req.method, req.path[:200]))

    def post_request(worker, req, environ, resp):
        theirs["post_request"](worker, req, environ, resp)
        known.idle = True
        if known.news or known.always or worker.nr & 15 == 1:
            at = req.method, req.path[:200]
            compare(at if known.news or known.always else None)
            known.ended(at)
            known.news = False

    # To count costs more than all the rest: it is done before the first that a request opens, and after the request, and
    # now and then. If that shows a change that no event told of (a library in C has opened one, or one was closed), or
    # if most requests open something, it is done once after each request from then on.
    def look():
        nonlocal looks
        known.news = True
        if known.main and not known.always:
            looks += 1
            compare(None)
            known.always = known.always or looks > 100 and looks > known.worker.nr / 2

    def compare(by, closed=0):
        nonlocal last, missed
        now = count()
        if now is None or closed and not known.idle:
            missed = by or missed
            return
        now += closed
        by, missed = by or missed, None
        if now == last:
            return
        if last is not None and by:
            gain(known.route_name(by), now - last)
        elif last is not None:
            known.always = True
        last = now

    def settle():
        """What a request has left that ended while fdtop was answered. Its client, open at every other count, is closed."""
        if missed and known.idle and not is_serving():
            compare(None, 1)

    def is_serving():
        frame = sys._current_frames().get(known.main)
        while frame and not (frame.f_code.co_name == "handle" and frame.f_globals["__name__"].startswith("gunicorn.")):
            frame = frame.f_back
        return frame is not None

    def count():
        """None while fdtop is answered, as the hook itself opens files then; and where it cannot be told."""
        if known.folder is None:
            return None
        try:
            fds = fstat(known.folder).st_size
        except OSError:
            known.folder = None  # the app closes what it does not know
            return None
        return None if known.busy else fds

    def gain(name, fds):
        if name in known.gained or len(known.gained) < most_routes:
            entry = known.gained.setdefault(name, [0, 0])
            entry[0] += fds
            entry[1] += 1

    known.look, known.settle = look, settle
    settings = config.make_settings()
    for mine in (post_fork, post_worker_init, worker_exit, pre_request, post_request):
        setting = settings[mine.__name__]
        if hooks.get(mine.__name__) is not None:
            setting.set(hooks[mine.__name__])  # checked and adapted as by Gunicorn: it may be the name of a function
        theirs[mine.__name__] = setting.get()
        mine.fdtop = True
        hooks[mine.__name__] = mine


_fdtop_trace(globals())
