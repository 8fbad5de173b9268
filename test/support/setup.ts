/** Loaded by vitest before each test file. */
import { afterAll } from 'vitest';
import { stopEverything } from './cleanup.ts';

afterAll(stopEverything);
