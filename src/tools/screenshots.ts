/**
 * Makes the pictures of README: the real program, in a real terminal, on a real Gunicorn of which one worker leaks, on a
 * leaking Django app, and on a fleet. Needs the packages of the tests. A picture shows what was on the screen, whatever
 * that was. `npm run screenshots -- fleet` makes those of one scene only.
 */
import { fleetScene } from './screenshots/fleet-scene.ts';
import { leakScene } from './screenshots/leak-scene.ts';
import { originScene } from './screenshots/origin-scene.ts';

const SCENES: Record<string, () => Promise<void>> = { leak: leakScene, origin: originScene, fleet: fleetScene };

const wanted = process.argv.slice(2);
for (const [name, scene] of Object.entries(SCENES)) {
  if (wanted.length === 0 || wanted.includes(name)) await scene();
}
process.exit();
