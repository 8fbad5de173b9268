import type { AppSource } from './app-source.ts';
import { type FileFacts, resolve } from './facts.ts';

/** A class of the app: the file that it stands in, and its name there. */
export interface ClassPlace {
  facts: FileFacts;
  name: string;
}

const MOST_BASES = 20;
const MOST_IMPORTS = 5;

/** The class of a name as the source writes it, `HttpClient` or `base.HttpClient`; null when it is none of the app's. */
export function classOf(app: AppSource, facts: FileFacts, written: string): ClassPlace | null {
  if (facts.classes.has(written)) return { facts, name: written };
  return findClass(app, resolve(facts, written), MOST_IMPORTS);
}

/** By its full name, `shop.base.HttpClient`; a package may only import it from one of its modules. */
export function findClass(app: AppSource, full: string, imports = MOST_IMPORTS): ClassPlace | null {
  for (let dot = full.lastIndexOf('.'); dot > 0; dot = full.lastIndexOf('.', dot - 1)) {
    const facts = app.module(full.slice(0, dot));
    const name = full.slice(dot + 1);
    if (!facts) continue;
    if (facts.classes.has(name)) return { facts, name };
    const imported = resolve(facts, name);
    return imported === name || imports === 0 ? null : findClass(app, imported, imports - 1);
  }
  return null;
}

/** A class and those of the app's that it is made of, itself first. */
export function lineage(app: AppSource, first: ClassPlace): ClassPlace[] {
  const found = [first];
  for (let at = 0; at < found.length && found.length < MOST_BASES; at += 1) {
    const { facts, name } = found[at]!;
    for (const written of facts.classes.get(name)?.bases ?? []) {
      const base = classOf(app, facts, written);
      if (base && !found.some(each => isSame(each, base))) found.push(base);
    }
  }
  return found;
}

/** Whether one of the two is made of the other: then `self.files` may mean the same in both. */
export function areRelated(app: AppSource, one: ClassPlace, other: ClassPlace): boolean {
  const includes = (a: ClassPlace, b: ClassPlace) => lineage(app, a).some(each => isSame(each, b));
  return includes(one, other) || includes(other, one);
}

function isSame(one: ClassPlace, other: ClassPlace): boolean {
  return one.facts === other.facts && one.name === other.name;
}
