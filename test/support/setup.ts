/** Loaded by vitest before each test file. */
import { afterAll } from 'vitest';
import { stopEverything } from './cleanup.ts';

// What is tested prints more than ASCII, wherever the tests run.
process.env.LC_ALL = 'C.UTF-8';

afterAll(stopEverything);
