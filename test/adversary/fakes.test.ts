import { defineSuite } from './suite.ts';
import { FAKES } from './tricks/fakes.ts';

defineSuite('fakes', FAKES);
