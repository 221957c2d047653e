import type { CommanderError } from 'commander';
import { withoutSecrets } from '../settings/index.ts';

/** Commander's message as one sentence: the first of its own, with the likely spelling where it has one. */
export function sentenceOf({ message }: CommanderError, otherwise = ' (see rbee --help)'): string {
  const shown = withoutSecrets(message.replace(/^(error: unknown option '[^=']*)=.*'/s, "$1'"));
  const [first = '', likely] = shown.replace(/^error: /, '').split(/\. |\n/);
  const meant = /Did you mean (.*)\?/.exec(likely ?? '')?.[1];
  return `${first.replace(/\.$/, '')}${meant ? `; did you mean ${meant}?` : `${otherwise}.`}`;
}
