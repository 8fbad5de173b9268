import { writeNumbersAs } from '../model/format.ts';
import { en } from './en.ts';

/** All that fdtop says to people: each language has a catalogue of this form. */
export type Words = typeof en;

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

const CATALOGUES: Record<Language, () => Promise<Words>> = {
  en: async () => en,
  es: async () => (await import('./es.ts')).es,
};

let language: Language = 'en';
let spoken: Words = en;

/** What is said in the language that was chosen. Ask when it is said, not when a module is loaded: then it is English still. */
export function words(): Words {
  return spoken;
}

/** For another fdtop that goes on for this one. */
export function spokenLanguage(): Language {
  return language;
}

/**
 * Chooses the language, before anything is said. The catalogue is loaded here and nowhere else: later there may be no fd left
 * to load it with (src/sampler/stays.ts).
 */
export async function speak(wanted: Language): Promise<void> {
  language = wanted;
  spoken = await CATALOGUES[wanted]();
  writeNumbersAs(spoken.numbers);
}
