/** Requests without end from a process of its own: a walk of a heap keeps the test's own process busy. */
import { spawn } from 'node:child_process';
import { registerChild } from './cleanup.ts';

export interface ProcessLoad {
  /** Ends it. `failed`: the first words of what went wrong, of each request that was not answered with 200. */
  stop(): Promise<{ answered: number; failed: string[] }>;
}

const ASK = `
import http.client, json, select, socket, struct, sys
answered, failed = 0, []
while not select.select([sys.stdin], [], [], float(sys.argv[2]))[0]:
    try:
        conn = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
        conn.connect()
        # Closed by a reset, so that no thousands of connections stay behind in TIME_WAIT.
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conn.request("GET", "/")
        response = conn.getresponse()
        response.read()
        conn.close()
        if response.status == 200:
            answered += 1
        else:
            failed.append("status %d" % response.status)
    except OSError as error:
        failed.append(repr(error)[:200])
print(json.dumps({"answered": answered, "failed": failed[:20]}))
`;

/** GET / on a port of the loopback, one request after the other, with so many seconds between them. */
export function startProcessLoad(port: number, pause = 0): ProcessLoad {
  const child = spawn('/usr/bin/python3', ['-c', ASK, `${port}`, `${pause}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const stop = registerChild(child);
  const output = child.stdout!.setEncoding('utf8').toArray();
  return {
    async stop() {
      child.stdin!.end();
      const told = (await output).join('');
      await stop();
      return JSON.parse(told);
    },
  };
}
