# fdtop's trace hook: where the open files of each worker come from. Python 3.8 or newer; sync, gthread and gevent.
# Append it to gunicorn.conf.py (fdtop trace-hook >> gunicorn.conf.py) and restart; hooks that stand above go on working.
# It answers on a unix socket that its own user alone may open; fdtop origin and fdtop diagnose read it. It costs some
# microseconds for each request, and for each file or socket that is opened; to be rid of it, take it out and restart.


def _fdtop_watch():
    """What is opened, by whom and for which request. Gives what it knows, and the audit hook that learns it."""
    import contextvars
    import os
    import re
    import socket
    import sys
    import sysconfig
    import weakref
    from _thread import get_ident

    paths = sysconfig.get_paths()
    stdlib = (paths["stdlib"] + os.sep, paths["platstdlib"] + os.sep, "<frozen")
    packages = re.compile(r"/(?:site|dist)-packages/")
    numbers = re.compile(r"\d+")
    most_live, most_sites, most_names, most_openers = 100000, 20000, 10000, 50
    live, opened, sites, kinds, route_names, fresh = set(), {}, {}, {}, {}, []
    route = contextvars.ContextVar("fdtop_route", default=None)
    getframe, of_socket = sys._getframe, vars(socket)

    class Known:
        lost = 0
        since = worker = folder = end = None
        main = 0  # the thread of a sync worker, once it serves
        idle = False  # it waits for a request
        news = True  # something has been opened in this request
        always = False  # count after each request
        busy = False  # the hook is asked, and opens files itself

    class Live(weakref.ref):
        __slots__ = ("site", "route")

    class Site:
        __slots__ = ("stack",)

    def kind_of(frame, name):
        """0: the standard library or gevent; 1: a package; 2: the app; 3: Gunicorn, behind which nothing is of use."""
        filename = frame.f_code.co_filename
        packaged = packages.search(filename)
        if name and name.startswith("gunicorn."):
            kind = 3
        elif name and name.startswith(("gevent.", "greenlet.")) or not packaged and filename.startswith(stdlib):
            kind = 0
        else:
            kind = 1 if packaged else 2
        if name and len(kinds) < most_names:
            kinds[name] = kind
        return kind

    # By names and lines: to read f_code is an audit event itself, and so is id(), and each comes back to hook().
    def site(frame):
        """The nearest package's frame and up to three of the app; None where there is none of them."""
        key, frames, library, own, left = [], [], False, 0, 80
        while frame is not None and left > 0:
            name = frame.f_globals.get("__name__")
            kind = kinds.get(name)
            if kind is None:
                kind = kind_of(frame, name)
            if kind == 2 or (kind == 1 and not library and not own) or (kind == 3 and not key):
                if kind == 1:
                    library = True
                elif kind == 2:
                    own += 1
                    left = min(left, 12)  # what lies much further up is the way of every request
                key.append(name or frame.f_code.co_filename)
                key.append(frame.f_lineno)
                frames.append(frame)
            if kind == 3 or own == 3:
                break
            frame = frame.f_back
            left -= 1
        if not key:
            return None
        key = tuple(key)
        at = sites.get(key)
        if at is None:
            at = Site()
            at.stack = [(each.f_code.co_filename, each.f_lineno, name_of(each.f_code)) for each in frames]
            if len(sites) < most_sites:
                sites[key] = at
        return at

    def name_of(code):
        return getattr(code, "co_qualname", code.co_name)

    def route_name(at):
        name = route_names.get(at)
        if name is None and at:
            if len(route_names) >= most_names:
                route_names.clear()
            name = route_names[at] = "%s %s" % (at[0], numbers.sub("*", at[1]))
        return name

    def keep(thing, at):
        if at is None:
            return  # gevent's own: a client's
        if len(live) >= most_live:
            known.lost += 1
            return
        ref = Live(thing, live.discard)
        ref.site = at
        ref.route = route.get()
        live.add(ref)
        if known.main == get_ident() and len(fresh) < most_names:
            fresh.append(ref)

    def count(name, at):
        if at is None:
            return  # the interpreter's own: imports
        counts = opened.get(name)
        if counts is None:
            if len(opened) >= most_names:
                opened.pop(next(iter(opened)), None)
            counts = opened[name] = {}
        add(counts, (at, route_name(route.get())))
        if known.main == get_ident() and len(fresh) < most_names:
            fresh.append((counts, at))

    def add(counts, opener):
        if opener in counts:
            counts[opener] += 1
        elif len(counts) < most_openers:
            counts[opener] = 1

    def ended(at):
        """What a sync worker has opened meanwhile is of this request: where it comes one at a time, that is cheaper so."""
        for each in fresh:
            if type(each) is Live:
                each.route = at
            else:
                counts, opener = each[0], (each[1], None)
                if counts.get(opener):
                    counts[opener] -= 1
                    if not counts[opener]:
                        del counts[opener]
                    add(counts, (each[1], route_name(at)))
        fresh.clear()

    def hook(event, args):
        # Nothing may leave it: what it raises would make the open itself fail.
        try:
            if event == "socket.__new__":
                if known.idle and known.main == get_ident():
                    known.idle = False
                    return  # a client's: every request has one
                frame = getframe(1)
                caller = frame.f_back
                if caller.f_globals is of_socket:
                    if caller.f_back.f_globals.get("__name__", "").startswith("gunicorn."):
                        fresh.clear()
                        return  # the same, in workers with threads, and after a request that failed
                if not known.news:
                    known.look()
                keep(args[0], site(frame))
            elif event == "open" or event == "sqlite3.connect":
                name = args[0]
                if type(name) is not str:
                    if type(name) is int or name is None:
                        return
                    name = os.fsdecode(name)
                if not known.news:
                    known.look()
                count(name, site(getframe(1)))
            elif event == "subprocess.Popen":
                if not known.news:
                    known.look()
                frame = getframe(1)
                keep(frame.f_locals["self"], site(frame))
        except Exception:
            pass

    known = Known()
    known.live, known.opened, known.gained = live, opened, {}
    known.hook, known.route, known.route_name, known.ended = hook, route, route_name, ended
    return known
