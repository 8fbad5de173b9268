import type { Holder } from '../holder.ts';
import { exactStep, pathText, stepText } from '../holder-names.ts';
import type { AppSource } from './app-source.ts';
import type { Scope } from './facts.ts';
import type { Follower } from './follow.ts';
import { type Receivers, receiversOf } from './receivers.ts';
import { type Store, toStore } from './store.ts';

/**
 * Given to an object that keeps it in a collection of its own: `jobs.put(conn)`, `cache[key] = conn`,
 * `selector.register(conn)`. Only what could be followed to where it is opened.
 */
export function handedTo(app: AppSource, holder: Holder, follower: Follower): Store[] {
  for (const outer of around(holder)) {
    for (const names of receiversOf(app, outer)) {
      const stores = givenTo(app, outer, names, follower);
      if (stores.length > 0) return stores;
    }
  }
  return [];
}

/** The holder, and what stands around it: `shop.jobs` of `shop.jobs.queue`, the nearest first. */
function around(holder: Holder): Holder[] {
  const { root, path } = holder;
  if (root === null) return [];
  const outer = path.map((_, index) => {
    const upTo = path.slice(0, path.length - 1 - index);
    const last = upTo.at(-1);
    return {
      ...holder,
      path: upTo,
      heldBy: pathText(root, upTo, stepText),
      exactly: pathText(root, upTo, exactStep),
      attribute:
        last?.step.kind === 'attribute' ? { class: last.type, module: last.module, name: last.step.name } : null,
    };
  });
  return [holder, ...outer];
}

function givenTo(app: AppSource, outer: Holder, names: Receivers, follower: Follower): Store[] {
  return app.with(names.word).flatMap(facts => {
    const isIts = (receiver: string, scope: Scope) => names.match(facts, receiver, scope);
    const set = facts.stores.filter(({ receiver, scope }) => isIts(receiver, scope));
    const given = facts.calls.flatMap(({ callee, args, line, scope }) => {
      const dot = callee.lastIndexOf('.');
      return dot > 0 && isIts(callee.slice(0, dot), scope) ? args.map(({ value }) => ({ value, line, scope })) : [];
    });
    return [...set, ...given].map(each => toStore(facts, each, outer, follower)).filter(({ opened }) => opened?.known);
  });
}
