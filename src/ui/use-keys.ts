import { useInput, useStdin } from 'ink';
import { useEffect, useEffectEvent } from 'react';
import { keyNames } from './keys.ts';

/** What terminals send for the function keys that fdtop knows: xterm, rxvt, the Linux console. */
const FUNCTION_KEYS: Record<string, string> = {
  '\x1bOP': 'f1',
  '\x1b[11~': 'f1',
  '\x1b[[A': 'f1',
  '\x1bOQ': 'f2',
  '\x1b[12~': 'f2',
  '\x1b[[B': 'f2',
  '\x1b[21~': 'f10',
};

interface Events {
  on(name: 'input', listener: (sequence: string) => void): void;
  off(name: 'input', listener: (sequence: string) => void): void;
}

/**
 * Calls `onKeys` with the names of the keys of each event. Function keys come from the events behind useInput, which makes an
 * empty input of them (ink/build/hooks/use-input.js); a listener of stdin itself would starve it. Should a version of Ink not
 * have those events, only the function keys are gone: each has a letter beside it.
 */
export function useKeys(onKeys: (names: string[]) => void): void {
  useInput((input, key) => onKeys(keyNames(input, key)));
  const onSequence = useEffectEvent((sequence: unknown) => {
    const name = typeof sequence === 'string' ? FUNCTION_KEYS[sequence] : undefined;
    if (name) onKeys([name]);
  });
  const { internal_eventEmitter: events } = useStdin() as { internal_eventEmitter?: Events };
  useEffect(() => {
    const listener = (sequence: string) => onSequence(sequence);
    events?.on('input', listener);
    return () => events?.off('input', listener);
  }, [events]);
}
