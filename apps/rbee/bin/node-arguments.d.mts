/** The arguments that give these flags to another Node, also in a single executable. */
export function nodeArguments(flags: readonly string[]): string[];
