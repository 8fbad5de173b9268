import { defineSuite } from './suite.ts';
import { TEXTS } from './tricks/texts.ts';

defineSuite('texts', TEXTS, { atOnce: 4, json: true });
