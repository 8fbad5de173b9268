import { defineSuite } from './suite.ts';
import { AMOUNTS } from './tricks/amounts.ts';

defineSuite('amounts', AMOUNTS, { atOnce: 1, json: false });
