import { defineSuite } from './suite.ts';
import { SURROUNDINGS } from './tricks/surroundings.ts';

defineSuite('surroundings', SURROUNDINGS, { atOnce: 4, json: false });
