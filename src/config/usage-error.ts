/** The command line cannot be meant as it stands: exit 2, with a sentence that names the word and the way out. */
export class UsageError extends Error {}
