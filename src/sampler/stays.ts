/**
 * For who samples on and on: what a single look loads when it needs it is loaded at the start. Later there may be no fd left
 * to load anything with, and a screen that says so must not stand still over it. Imports as they are made there: a file of
 * the bundle is known by its name.
 */
const forget = () => {};
import('../proc/count-gently.ts').catch(forget);
import('./pidusage.ts').catch(forget);

export {};
