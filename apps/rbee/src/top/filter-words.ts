import type { FilterError } from '@rbee/queen-rbee-sdk';

/** What is wrong with a word of a filter, as one sentence; the words are those of the page. */
export function filterErrorInWords({ problem, text, options }: FilterError): string {
  const list = options.join(', ');
  switch (problem) {
    case 'too_long':
      return 'The filter is too long: the rest of it is not read.';
    case 'unknown_key':
      return `${text}: there is no such key. Keys are ${list}.`;
    case 'unknown_state':
      return `${text}: states are ${list}.`;
    case 'unknown_figure':
      return `${text}: figures are ${list}.`;
    case 'not_a_number':
      return `${text}: write a number after the comparison, such as 80, 20G or 90%.`;
    case 'no_value':
      return `${text}: a value is missing.`;
    case 'no_comparison':
      return `${text}: compare it with >, >=, <, <= or =, such as gpu>80.`;
  }
}
