import { defineSuite } from './suite.ts';
import { PATHS } from './tricks/paths.ts';

defineSuite('paths', PATHS, { atOnce: 4, json: false });
