def _fdtop_report(known):
    """What is open now, and where it comes from. It is asked in a thread of its own, beside a worker that may be busy."""
    import _socket
    import os
    import random
    import re
    import time

    try:
        import ctypes
    except ImportError:
        ctypes = None

    most_told, most_looked_at, seconds = 200, 65536, 3

    def copy(table):
        for _ in range(100):
            try:
                return list(table)
            except RuntimeError:  # it changed meanwhile
                pass
        return []

    def link_reader():
        """readlink(2) that keeps the GIL. Each of thousands of calls else waits 5 ms for it, when the worker is busy."""
        if ctypes is None:
            return os.readlink
        readlink = ctypes.PyDLL(None).readlink
        readlink.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]
        readlink.restype = ctypes.c_ssize_t
        buffer = ctypes.create_string_buffer(4096)

        def read(path):
            size = readlink(path, buffer, 4096)
            if size < 0:
                raise OSError("not open")
            return buffer[:size]

        return read

    def open_links(told):
        """What is open beside `told`: (path, fds, how many these stand for). All of it, or a sample."""
        with open("/proc/self/status") as status:
            size = int(re.search(r"FDSize:\s+(\d+)", status.read()).group(1))
        read, found, looked, end = link_reader(), {}, 0, time.monotonic() + seconds
        # In no order: a leak has a pattern, and there may be no time for all.
        for fd in random.Random().sample(range(size), min(size, most_looked_at)):
            if looked % 256 == 0 and time.monotonic() > end:
                break
            looked += 1
            if fd not in told:
                try:
                    found.setdefault(read(b"/proc/self/fd/%d" % fd), []).append(fd)
                except OSError:
                    pass
        scale = size / max(1, looked)
        links = [(os.fsdecode(path), fds, round(len(fds) * scale)) for path, fds in found.items()]
        return sorted(links, key=lambda link: -link[2])

    def path_finder():
        """Who opened what is at a path: by the names it was opened by, which may go through links."""
        cwd = os.getcwd()
        by_path, by_end, tries = {}, {}, [20]
        for name in copy(known.opened):
            by_path.setdefault(os.path.normpath(os.path.join(cwd, name)), []).append(name)
            by_end.setdefault(os.path.basename(name), []).append(name)

        def leads_to(path, name):
            tries[0] -= 1
            return tries[0] >= 0 and os.path.realpath(os.path.join(cwd, name)) == path

        def names_of(path):
            return by_path.get(path) or [name for name in by_end.get(os.path.basename(path), ()) if leads_to(path, name)]

        def find(path):
            path = re.sub(r"(?:/#\d+)? \(deleted\)$", "", path)
            counts = {}
            for name in names_of(path) or names_of(re.sub(r"-(?:wal|shm|journal)$", "", path)):
                for opener, times in copy(known.opened.get(name, {}).items()):
                    counts[opener] = counts.get(opener, 0) + times
            return counts

        return find

    def fds_of(thing):
        """Of a socket, or of the pipes to a process."""
        if isinstance(thing, _socket.socket):
            return [thing.fileno()]
        return [end.fileno() for end in (thing.stdin, thing.stdout, thing.stderr) if end is not None and not end.closed]

    def report():
        found, by_route, told = {}, {}, set()  # (kind, site): [count, fds, routes, shared]

        def add(kind, at, fds, many, by, shared=False):
            entry = found.setdefault((kind, at), [0, [], {}, False])
            entry[0] += many
            entry[1].extend(fds[: 8 - len(entry[1])])
            entry[3] = entry[3] or shared
            if by:
                entry[2][by] = entry[2].get(by, 0) + many
                by_route[by] = by_route.get(by, 0) + many

        for ref in copy(known.live):
            thing = ref()
            try:
                fds = [] if thing is None else [fd for fd in fds_of(thing) if fd >= 0]
            except Exception:
                continue
            if fds:
                told.update(fds)
                kind = "socket" if isinstance(thing, _socket.socket) else "pipe"
                add(kind, ref.site, fds, len(fds), known.route_name(ref.route))
        thing = None  # it must not live on here
        links, find = open_links(told), path_finder()
        total = told = len(told)
        for path, fds, many in links:
            total += many
            counts = path.startswith("/") and find(path)
            if counts:
                told += many
                # Which of them opened these is not known: the most frequent.
                at, by = max(counts, key=counts.get)
                shared = any(each is not at for each, _ in counts)
                add("file", at, fds, many, by if len(counts) == 1 else None, shared)

        def top(counts, most):
            return sorted(counts.items(), key=lambda each: -each[1])[:most]

        sites = sorted(found.items(), key=lambda each: -each[1][0])[:most_told]
        gained = sorted(copy(known.gained.items()), key=lambda each: -each[1][0])[:50]
        return {
            "version": 1,
            "pid": os.getpid(),
            "since": known.since,
            "requests": known.worker.nr,
            "open": total,
            "told": told,
            "lost": known.lost,
            "sites": [
                {"kind": kind, "count": n, "fds": fds, "stack": at.stack, "shared": shared, "routes": top(routes, 10)}
                for (kind, at), (n, fds, routes, shared) in sites
            ],
            "routes": [[name, fds, times] for name, (fds, times) in gained],
            "openBy": top(by_route, 50),
        }

    return report
