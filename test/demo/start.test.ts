import { afterEach, expect, test, vi } from 'vitest';
import { startDemo } from '../../src/demo/start.ts';
import { speak } from '../../src/words/words.ts';
import { buildProgram } from './bundle.ts';

afterEach(async () => {
  vi.unstubAllEnvs();
  await speak('en');
});

test('names what to install where there is no Gunicorn', { timeout: 60_000 }, async () => {
  const { program, remove } = await buildProgram();
  vi.stubEnv('PATH', '/nonexistent');
  await expect(startDemo({ program, gunicorn: true })).rejects.toThrow(
    'the demo did not start: gunicorn is not installed: apt-get install gunicorn, or pip install gunicorn',
  );
  remove();
});

test('says it in Spanish, as fdtop does', { timeout: 60_000 }, async () => {
  const { program, remove } = await buildProgram();
  vi.stubEnv('PATH', '/nonexistent');
  await speak('es');
  await expect(startDemo({ program, gunicorn: true })).rejects.toThrow(
    'la demostración no arrancó: gunicorn no está instalado: apt-get install gunicorn, o pip install gunicorn',
  );
  remove();
});

test('says why it did not start', { timeout: 60_000 }, async () => {
  await expect(startDemo({ program: '/nonexistent/fdtop.js' })).rejects.toThrow(
    "the demo did not start: Error: Cannot find module '/nonexistent/fdtop.js'",
  );
});
