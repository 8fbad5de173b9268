/** Webhooks to a real receiver that is slow, refuses, resets, or is not there. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Channel, type ChannelOptions } from '../../src/watch/channel.ts';
import type { News, WatchEvent } from '../../src/watch/event.ts';
import { webhook } from '../../src/watch/webhook.ts';
import { waitUntil } from '../support/wait.ts';
import { eventOf } from './events.ts';
import { type Receiver, startReceiver } from './receiver.ts';

function channelTo(url: URL, more: Partial<ChannelOptions> = {}, timeoutSeconds = 10) {
  const news: News[] = [];
  const send = webhook({ url, headers: { Authorization: 'Bearer x' }, timeoutSeconds });
  const options = { id: 'w', name: 'webhook test', levels: null, send, bound: 1000, firstWaitMs: 5 };
  const channel = new Channel({ ...options, onNews: each => void news.push(each), ...more });
  return { channel, news, kinds: () => news.map(({ event }) => event) };
}

const push = (channel: Channel, count: number, more: (index: number) => Partial<WatchEvent> = () => ({})) => {
  for (let index = 0; index < count; index += 1) channel.push(eventOf({ id: `e${index}`, ...more(index) }));
};
const idsOf = ({ taken }: Receiver) => taken.map(({ id }) => id);

test('posts the event as JSON, with a text for a chat, in order', async () => {
  const receiver = await startReceiver();
  const { channel, kinds } = channelTo(receiver.url);
  push(channel, 20);
  await waitUntil('all', () => receiver.taken.length === 20 && channel.pending.length === 0);
  expect(idsOf(receiver)).toEqual(Array.from({ length: 20 }, (_, index) => `e${index}`));
  expect(receiver.taken[0]).toMatchObject({
    text: 'web1: LEAK: worker 7 of shop leaks: 12,345 open files',
    summary: 'worker 7 of shop leaks: 12,345 open files',
    ...{ version: 1, host: 'web1', event: 'alert', level: 'leak', pid: 7, fds: 12_345, secondsToLimit: null },
  });
  expect(receiver.headers[0]).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer x' });
  expect(kinds()).toEqual([]);
  expect(channel.pending).toEqual([]);
});

test.each([
  ['answers 500', 500, /it answers 500/],
  ['answers 429', 429, /it answers 429/],
  ['resets', 'reset', /ECONNRESET|other side closed|UND_ERR_SOCKET/],
  ['is slow', 'silence', /no answer within 0\.3 s/],
] as const)('a receiver that %s for a while gets all of it later; that it fails is told once', async (_, bad, why) => {
  const receiver = await startReceiver();
  receiver.answer = request => (request < 3 ? bad : 200);
  const { channel, news, kinds } = channelTo(receiver.url, {}, 0.3);
  push(channel, 10);
  // What is answered too late on a busy machine comes twice, with the same id.
  await waitUntil(
    'all',
    () => new Set(idsOf(receiver)).size === 10 && kinds().length >= 2 && channel.pending.length === 0,
  );
  expect(kinds().slice(0, 2)).toEqual(['channel-failing', 'channel-recovered']);
  expect(news[0]!.text).toMatch(why);
  expect(news[0]!.text).not.toContain('secret');
});

test('1,000 alerts to a receiver that is down for a while: none is lost', async () => {
  const first = await startReceiver();
  await first.stop();
  const { channel, news } = channelTo(first.url);
  push(channel, 1000);
  await waitUntil('the failure', () => news.length > 0);
  expect(news[0]!.text).toMatch(/ECONNREFUSED; 1,000 messages waiting/);
  const receiver = await startReceiver({ port: first.port });
  await waitUntil('all', () => receiver.taken.length === 1000);
  expect(new Set(idsOf(receiver)).size).toBe(1000);
  expect(news.map(({ event }) => event)).not.toContain('dropped');
});

test('over the bound the oldest of the lowest level go, and are counted', async () => {
  const first = await startReceiver();
  await first.stop();
  const { channel, news } = channelTo(first.url, { bound: 100 });
  push(channel, 1, () => ({ id: 'first' }));
  await waitUntil('the failure', () => news.length > 0);
  push(channel, 300, index => ({ level: index < 50 ? 'critical' : 'warn' }));
  const receiver = await startReceiver({ port: first.port });
  await waitUntil('all', () => receiver.taken.length === 101);
  const taken = idsOf(receiver);
  for (let index = 0; index < 50; index += 1) expect(taken).toContain(`e${index}`);
  for (let index = 250; index < 300; index += 1) expect(taken).toContain(`e${index}`);
  await channel.stop(1000);
  const dropped = news
    .filter(({ event }) => event === 'dropped')
    .map(({ text }) => Number(/(\d+) messages? dropped/.exec(text)![1]));
  expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(200);
});

test('what is refused ten times is given up, and does not hold up the rest', async () => {
  const receiver = await startReceiver();
  receiver.answer = request => (request < 10 ? 400 : 200);
  const { channel, kinds } = channelTo(receiver.url, { firstWaitMs: 1 });
  push(channel, 3);
  await waitUntil('the rest', () => receiver.taken.length === 2);
  expect(idsOf(receiver)).toEqual(['e1', 'e2']);
  expect(receiver.requests).toBe(12);
  await waitUntil('the news', () => kinds().includes('dropped'));
});

test('a redirect is not followed: it is a refusal', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => 302;
  const { channel, news } = channelTo(receiver.url);
  push(channel, 1);
  await waitUntil('the failure', () => news.length > 0);
  expect(news[0]!.text).toContain('it answers 302');
});

test('an answer of 1 GB is not read, headers without end are an error, and the next message goes its way', async () => {
  const sent: number[] = [];
  const server = createServer(socket => {
    socket.on('error', () => {});
    const index = sent.push(0) - 1;
    socket.write(index === 0 ? 'HTTP/1.1 200 OK\r\nx: ' : 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
    const more = () => {
      while (!socket.destroyed && sent[index]! < 1e9 && socket.write(Buffer.alloc(1 << 16, 'x')))
        sent[index]! += 1 << 16;
    };
    socket.on('drain', more);
    more();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { channel, news, kinds } = channelTo(new URL(`http://127.0.0.1:${port}/`));
  push(channel, 3);
  await waitUntil('all', () => channel.pending.length === 0);
  expect(kinds()).toEqual(['channel-failing', 'channel-recovered']);
  expect(news[0]!.text).toMatch(/HEADERS_OVERFLOW|Headers Overflow/i);
  for (const bytes of sent) expect(bytes).toBeLessThan(100e6);
  server.close();
});

test('levels choose; what is of no level goes to channels for all only', async () => {
  const receiver = await startReceiver();
  const { channel } = channelTo(receiver.url, { levels: ['critical'] });
  push(channel, 4, index => ({ level: (['warn', 'critical', null, 'critical'] as const)[index] ?? null }));
  await waitUntil('two', () => receiver.taken.length === 2);
  expect(idsOf(receiver)).toEqual(['e1', 'e3']);
});

test('at the end it tries once more, for so long at most, and keeps what is left', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => 'silence';
  const send = webhook({ url: receiver.url, headers: {}, timeoutSeconds: 60 });
  const { channel } = channelTo(receiver.url, { send });
  push(channel, 5);
  const started = performance.now();
  await channel.stop(200);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(channel.pending.map(({ id }) => id)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);

  receiver.answer = () => 200;
  const next = channelTo(receiver.url, { pending: channel.pending });
  push(next.channel, 1, () => ({ id: 'e5' }));
  await next.channel.stop(3000);
  expect(idsOf(receiver)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5']);
  expect(next.channel.pending).toEqual([]);
});

test('while it waits to try again, an end wakes it', async () => {
  const receiver = await startReceiver();
  receiver.answer = request => (request === 0 ? 500 : 200);
  const { channel, news } = channelTo(receiver.url, { firstWaitMs: 60_000 });
  push(channel, 2);
  await waitUntil('the failure', () => news.length > 0);
  await channel.stop(3000);
  expect(idsOf(receiver)).toEqual(['e0', 'e1']);
});
