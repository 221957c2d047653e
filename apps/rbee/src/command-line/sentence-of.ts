import type { CommanderError } from 'commander';

/** Commander's message as one sentence: the first of its own, with the likely spelling where it has one. */
export function sentenceOf({ message }: CommanderError, otherwise = ' (see rbee --help)'): string {
  const [first = '', likely] = message.replace(/^error: /, '').split(/\. |\n/);
  const meant = /Did you mean (.*)\?/.exec(likely ?? '')?.[1];
  return `${first.replace(/\.$/, '')}${meant ? `; did you mean ${meant}?` : `${otherwise}.`}`;
}
