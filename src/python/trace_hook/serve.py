def _fdtop_serve(known, report):
    """Answers on a unix socket, in a thread of its own. _socket and original(): gevent replaces what it lives by."""
    import _socket
    import errno
    import json
    import os
    import re
    import sys
    import tempfile

    spare, dup = [], os.dup

    def own_folder():
        uid = os.geteuid()
        given = [os.environ.get(name, "").split(":")[0] for name in ("XDG_RUNTIME_DIR", "RUNTIME_DIRECTORY")]
        folders = [os.path.join(base, "fdtop") for base in given + ["/run/user/%d" % uid] if os.path.isabs(base)]
        folders += ["/run/fdtop"] * (uid == 0) + [os.path.join(tempfile.gettempdir(), "fdtop-%d" % uid)]
        for path in folders:
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
        raise OSError("its socket has no place, for its user alone, in any of " + ", ".join(folders))

    def remove_dead(where):
        """Sockets of workers that were killed. One that is just being made refuses, too, but its process lives."""
        for name in os.listdir(where):
            pid = re.match(r"trace-(\d+)\.sock$", name)
            if pid is None or os.path.exists("/proc/" + pid.group(1)):
                continue
            probe = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            probe.settimeout(1)
            try:
                probe.connect(os.path.join(where, name))
            except ConnectionRefusedError:
                remove(os.path.join(where, name))
            except OSError:
                pass
            finally:
                probe.close()

    def remove(path):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass

    def listen():
        where = own_folder()
        remove_dead(where)
        path = os.path.join(where, "trace-%d.sock" % os.getpid())
        remove(path)  # whose it was is dead: the pid is this worker's
        server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        os.fchmod(server.fileno(), 0o600)  # Linux makes the file with it; a umask would be that of all threads
        server.bind(path)
        server.listen(4)
        return server, path

    def answer(server):
        client = _socket.socket(fileno=server._accept()[0])
        give_spare()  # what is looked at may need them
        try:
            client.settimeout(2)
            if client.recv(1) != b"?":
                return
            try:
                text = json.dumps(dict(report(), fd=server.fileno(), python="%d.%d.%d" % sys.version_info[:3]))
            except Exception as error:
                text = json.dumps({"version": 1, "error": repr(error)})
            client.sendall(text.encode("ascii"))
        finally:
            client.close()

    # A worker that has run out of fds must still answer: with these.
    def keep_spare(server):
        try:
            while len(spare) < 2:
                spare.append(dup(server.fileno()))
        except OSError:
            pass

    def give_spare():
        while spare:
            os.close(spare.pop())

    def serve(server):
        poll, rest = original("select", "poll")(), original("time", "sleep")
        poll.register(server.fileno(), 1)  # POLLIN
        while True:
            poll.poll()
            known.busy = True  # fds come and go now that no request opens
            try:
                answer(server)
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE) and spare:
                    give_spare()
                    continue
                rest(0.1)
            keep_spare(server)
            known.busy = False
            known.settle()

    def original(module, name):
        monkey = sys.modules.get("gevent.monkey")
        if monkey:
            return monkey.get_original(module, name)
        return getattr(__import__(module), name)

    def start():
        """Gives the way to its end: it takes the socket away, from the process that made it."""
        (server, path), pid = listen(), os.getpid()
        keep_spare(server)
        original("_thread", "start_new_thread")(serve, (server,))
        return lambda: remove(path) if os.getpid() == pid else None

    return start
