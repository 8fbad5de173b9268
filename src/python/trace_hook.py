# fdtop's trace hook: where the open files of each worker come from. Python 3.8 or newer; sync, gthread and gevent.
# Append it to gunicorn.conf.py (fdtop trace-hook >> gunicorn.conf.py) and restart; hooks that stand above go on working.
# It answers on a unix socket that its own user alone may open; fdtop diagnose reads it. It costs some microseconds for
# each file or socket that is opened; to be rid of it, take it out and restart.


def _fdtop_trace(hooks):
    import _socket
    import _thread
    import contextvars
    import dis
    import json
    import os
    import re
    import sys
    import sysconfig
    import time
    import weakref

    paths = sysconfig.get_paths()
    stdlib = (paths["stdlib"] + os.sep, paths["platstdlib"] + os.sep, "<frozen")
    numbers = re.compile(r"\d+")
    packages = re.compile(r"/(?:site|dist)-packages/")
    most_live, most_sites, most_paths, most_routes, most_told = 100000, 20000, 10000, 500, 200
    live, sites, kinds, opened, popens, routes = {}, {}, {}, {}, {}, {}
    seen = {"since": time.time(), "lost": 0, "requests": 0, "fds": None, "folder": None}
    route = contextvars.ContextVar("fdtop_route", default=None)
    getframe, fstat = sys._getframe, os.fstat

    class Live(weakref.ref):
        __slots__ = ("site", "route")

    def gone(ref):
        live.pop(id(ref), None)

    def kind_of(filename):
        """0: the standard library or gevent; 1: a package; 2: the app; 3: Gunicorn, behind which nothing is of use."""
        if "/gunicorn/" in filename and packages.search(filename):
            kind = 3
        elif packages.search(filename):
            kind = 0 if "/gevent/" in filename or "/greenlet/" in filename else 1
        else:
            kind = 0 if filename.startswith(stdlib) else 2
        kinds[filename] = kind
        return kind

    def kind_at(frame):
        filename = frame.f_code.co_filename
        kind = kinds.get(filename)
        return kind_of(filename) if kind is None else kind

    def site():
        """The nearest package's frame and up to three of the app, each as code and position: told as lines only later."""
        frame, key, codes, library, own, left = getframe(2), [], [], False, 0, 80
        while frame is not None and left > 0:
            code = frame.f_code
            filename = code.co_filename
            kind = kinds.get(filename)
            if kind is None:
                kind = kind_of(filename)
            if kind == 2 or (kind == 1 and not library and not own) or (kind == 3 and not codes):
                if kind == 1:
                    library = True
                elif kind == 2:
                    own += 1
                    left = min(left, 12)  # what lies much further up is the way of every request
                key.append(id(code))
                key.append(frame.f_lasti)
                codes.append((code, frame.f_lasti))
            if kind == 3 or own == 3:
                break
            frame = frame.f_back
            left -= 1
        key = tuple(key)
        known = sites.get(key)
        if known is None:
            known = tuple(codes)
            if len(sites) < most_sites:
                sites[key] = known
        return known

    def hook(event, args):
        # Nothing may leave it: what it raises would make the open itself fail.
        try:
            if event == "socket.__new__":
                caller = getframe(2)
                if caller.f_code.co_name == "accept" and kind_at(caller.f_back) == 3:
                    return  # a client's: every request has one
                if len(live) >= most_live:
                    seen["lost"] += 1
                    return
                ref = Live(args[0], gone)
                ref.site = site()
                ref.route = route.get()
                live[id(ref)] = ref
            elif event == "open" or event == "sqlite3.connect":
                name = args[0]
                if type(name) is not str:
                    if type(name) is int or name is None:
                        return
                    name = os.fsdecode(name)
                at = site()
                if not at:
                    return  # the interpreter's own: imports
                counts = opened.get(name)
                if counts is None:
                    if len(opened) >= most_paths:
                        opened.pop(next(iter(opened)), None)
                    counts = opened[name] = {}
                counts[at] = counts.get(at, 0) + 1
            elif event == "subprocess.Popen":
                ref = weakref.ref(getframe(1).f_locals["self"])
                if len(popens) >= most_paths:
                    popens.pop(next(iter(popens)), None)
                popens[id(ref)] = (ref, site())
        except Exception:
            pass

    def lines_of(at):
        stack = []
        for code, position in at:
            line = code.co_firstlineno
            for offset, number in dis.findlinestarts(code):
                if offset > position:
                    break
                line = number or line
            stack.append([code.co_filename, line, getattr(code, "co_qualname", code.co_name)])
        return stack

    def copy(table):
        for _ in range(100):
            try:
                return list(table.items())
            except RuntimeError:  # it changed meanwhile
                pass
        return []

    def report():
        found = {}  # (kind, site): [count, fds, routes, shared]

        def add(kind, at, fd, by=None, shared=False):
            entry = found.setdefault((kind, at), [0, [], {}, False])
            entry[0] += 1
            entry[1].append(fd)
            entry[3] = entry[3] or shared
            if by:
                entry[2][by] = entry[2].get(by, 0) + 1

        told = set()
        for _, ref in copy(live):
            sock = ref()
            try:
                fd = -1 if sock is None else sock.fileno()
            except Exception:
                continue
            if fd >= 0:
                told.add(fd)
                add("socket", ref.site, fd, ref.route and numbers.sub("*", ref.route))
        for _, (ref, at) in copy(popens):
            process = ref()
            for end in () if process is None else (process.stdin, process.stdout, process.stderr):
                if end is not None and not end.closed:
                    told.add(end.fileno())
                    add("pipe", at, end.fileno())
        cwd = os.getcwd()
        by_path = {os.path.join(cwd, name): list(counts.items()) for name, counts in copy(opened)}
        names = os.listdir("/proc/self/fd")
        for name in names:
            if int(name) in told:
                continue
            try:
                path = os.readlink("/proc/self/fd/" + name)
            except OSError:
                continue
            path = re.sub(r"(?:/#\d+)? \(deleted\)$", "", path)
            counts = by_path.get(path) or by_path.get(re.sub(r"-(?:wal|shm|journal)$", "", path))
            if counts:
                told.add(int(name))
                # Which of them opened this one is not known: the most frequent.
                at = max(counts, key=lambda entry: entry[1])[0]
                add("file", at, int(name), None, len(counts) > 1)
        listed = sorted(found.items(), key=lambda item: -item[1][0])[:most_told]
        top = lambda counts: sorted(counts.items(), key=lambda item: -item[1])[:10]
        return {
            "version": 1,
            "pid": os.getpid(),
            "python": "%d.%d.%d" % sys.version_info[:3],
            "since": seen["since"],
            "requests": seen["requests"],
            "open": len(names) - 1,
            "told": len(told),
            "lost": seen["lost"],
            "sites": [
                {
                    "kind": kind,
                    "count": entry[0],
                    "fds": entry[1][:8],
                    "stack": lines_of(at),
                    "shared": entry[3],
                    "routes": [[name, count] for name, count in top(entry[2])],
                }
                for (kind, at), entry in listed
            ],
            "routes": [[name, count[0], count[1]] for name, count in sorted(routes.items(), key=lambda i: -i[1][0])[:50]],
        }

    def folder():
        uid = os.geteuid()
        base = os.environ.get("XDG_RUNTIME_DIR") or "/run/user/%d" % uid
        for path in (os.path.join(base, "fdtop"), "/run/fdtop" if uid == 0 else "", "/tmp/fdtop-%d" % uid):
            try:
                os.mkdir(path, 0o700)
            except FileExistsError:
                pass
            except OSError:
                continue
            found = os.lstat(path)
            # A folder that another made, or may write to, is not ours.
            if found.st_uid == uid and found.st_mode & 0o170077 == 0o040000 and os.access(path, os.W_OK):
                return path
        raise OSError("no folder of its own for the trace hook's socket")

    def listen():
        where = folder()
        for name in os.listdir(where):
            path = os.path.join(where, name)
            probe = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            probe.settimeout(1)
            try:
                probe.connect(path)
            except ConnectionRefusedError:
                os.unlink(path)  # of a worker that was killed
            except OSError:
                pass
            finally:
                probe.close()
        path = os.path.join(where, "trace-%d.sock" % os.getpid())
        server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            server.bind(path)
        finally:
            os.umask(mask)
        server.listen(4)
        return server

    def serve(server):
        # _socket, not socket: gevent replaces that one, and this thread is none of its own.
        while True:
            try:
                client = _socket.socket(fileno=server._accept()[0])
                try:
                    client.settimeout(2)
                    if client.recv(1) != b"?":
                        continue
                    try:
                        text = json.dumps(report())
                    except Exception as error:
                        text = json.dumps({"version": 1, "error": repr(error)})
                    client.sendall(text.encode("ascii"))
                finally:
                    client.close()
            except OSError:
                time_to_rest(0.1)

    def original(module, name):
        monkey = sys.modules.get("gevent.monkey")
        if monkey:
            return monkey.get_original(module, name)
        return getattr(sys.modules[module], name)

    time_to_rest = original("time", "sleep")

    def post_fork(server, worker):
        sys.addaudithook(hook)
        if type(worker).__name__ == "SyncWorker":
            # One request at a time: else the difference is that of others, too. Linux 6.2 tells the count as a size.
            seen["folder"] = os.open("/proc/self/fd", os.O_RDONLY | os.O_CLOEXEC)

    def post_worker_init(worker):
        # Only here it is the user that it stays. Eventlet is not known well enough to start a thread beside it.
        if "eventlet" in type(worker).__module__:
            return
        try:
            original("_thread", "start_new_thread")(serve, (listen(),))
        except Exception as error:
            worker.log.warning("fdtop's trace hook does not answer: %s", error)

    def pre_request(worker, req):
        seen["requests"] += 1
        route.set("%s %s" % (req.method, req.path))
        if seen["fds"] is None and seen["folder"] is not None:
            seen["fds"] = fstat(seen["folder"]).st_size

    def post_request(worker, req, environ, resp):
        if seen["folder"] is not None:
            now = fstat(seen["folder"]).st_size
            gained = now - seen["fds"]
            seen["fds"] = now
            name = gained and numbers.sub("*", route.get() or "?")
            if name and (name in routes or len(routes) < most_routes):
                count = routes.setdefault(name, [0, 0])
                count[0] += gained
                count[1] += 1
        route.set(None)

    def after(theirs, mine, arity):
        if theirs is None:
            return mine
        theirs_arity = theirs.__code__.co_argcount if hasattr(theirs, "__code__") else arity

        def two(a, b):
            theirs(a, b)
            mine(a, b)

        def one(a):
            theirs(a)
            mine(a)

        def four(a, b, c, d):
            theirs(*(a, b, c, d)[:theirs_arity])
            mine(a, b, c, d)

        return {1: one, 2: two, 4: four}[arity]

    for mine, arity in ((post_fork, 2), (post_worker_init, 1), (pre_request, 2), (post_request, 4)):
        hooks[mine.__name__] = after(hooks.get(mine.__name__), mine, arity)


_fdtop_trace(globals())
