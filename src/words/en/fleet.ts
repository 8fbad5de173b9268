import { formatDuration } from '../../model/format.ts';

/** `web-1, web-2 and 3 more`, of `count` in all. */
function list(named: readonly string[], more: number): string {
  const rest = [...named];
  const last = more > 0 ? `${more} more` : rest.pop()!;
  return rest.length === 0 ? last : `${rest.join(', ')} and ${last}`;
}

const are = (count: number) => (count === 1 ? 'is' : 'are');

/** The screen over many hosts. */
export const fleet = () => ({
  list,
  ages: (newest: string, oldest: string) => (newest === oldest ? newest : `${newest} to ${oldest}`),
  down: (hosts: string, count: number, ages: string) => `${hosts} ${are(count)} down: last seen ${ages} ago.`,
  downUnknown: (hosts: string, count: number) =>
    `${hosts} ${are(count)} down: nothing is known of ${count === 1 ? 'it' : 'them'}.`,
  stopped: (hosts: string, ages: string) => `fdtop on ${hosts} has stopped: last seen ${ages} ago.`,
  stuck: (hosts: string, ages: string) => `fdtop on ${hosts} is stuck: it last looked ${ages} ago.`,
  warns: (warning: string) => `Prometheus warns: ${warning}.`,
  nothingKnown: 'nothing is known yet',
  allThisIs: (seconds: number) => `all this is ${formatDuration(seconds)} old`,
  noAnswer: (url: string, why: string, age: string) => `Prometheus ${url} does not answer (${why}): ${age}.`,
  late: (url: string, seconds: number, age: string) => `Prometheus ${url} has not answered for ${seconds} s: ${age}.`,
  asking: (url: string) => `Asking Prometheus ${url}.`,
  noSeries: (url: string) => `Prometheus ${url} has no series of fdtop: let it scrape "fdtop metrics" of each host.`,
  hosts: (count: number) => `${count} ${count === 1 ? 'host' : 'hosts'}`,
  allKey: 'each host exports what its fdtop metrics watches: --match PATTERN there shows more',
  noneSelected: 'no process is selected',
  unsafeName: (name: string) => `${name} is no name that can be typed safely: log in there by hand`,
  elsewhere: 'this process runs on another host',
  recording: 'this is a recording: what it shows is over',
  otherTree: 'not known: this is another proc tree',
  noAnswerWithin: (seconds: number) => `no answer within ${seconds} s`,
  tooLarge: (most: string) => `its answer is larger than ${most}`,
  says: (what: string) => `it says: ${what}`,
  noJson: (status: number) => `no Prometheus answers there (HTTP ${status}, no JSON)`,
  noVector: 'no Prometheus answers there (no vector and no matrix)',
  oddSeries: 'no Prometheus answers there (its series are not of the form that they have)',
  /** By the codes of Node and undici. */
  reasons: {
    ECONNREFUSED: 'connection refused',
    ECONNRESET: 'connection reset',
    UND_ERR_SOCKET: 'connection closed',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name cannot be resolved now',
    EHOSTUNREACH: 'no route to host',
    ENETUNREACH: 'no route to the network',
    ETIMEDOUT: 'connection timed out',
    UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  },
  cannotAsk: (url: string, why: string) => `cannot ask Prometheus ${url}: ${why}`,
});
