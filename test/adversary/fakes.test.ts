import { defineSuite } from './suite.ts';
import { FAKES } from './tricks/fakes.ts';

defineSuite('fakes', FAKES, { atOnce: 4, json: false });
