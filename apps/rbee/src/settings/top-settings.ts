import { queenToken } from './access-command-settings.ts';
import { within, withUnit } from './readers.ts';
import { optional, type Reader, single, toggle, type ValuesOf } from './setting.ts';
import { type Machine, queenAddress, queenTrust } from './tables.ts';

/** A text that the command itself reads, when the language of filters is loaded. */
const anyText: Reader<string> = { parse: (text) => text, expected: 'a text' };

/** A time between two samples of a hive, as milliseconds ([S9]). */
const interval: Reader<number> = {
  parse: (text) => within(withUnit(text, /^(\d{1,5})(ms|s)$/, { ms: 1, s: 1_000 }), 100, 60_000),
  expected: 'a time from 100ms to 60s, such as 500ms or 2s',
};

/** Settings of `rbee top`. */
export const topTable = (machine: Machine) => ({
  ...queenAddress,
  ...queenTrust,
  ...queenToken(machine),
  filter: single(anyText, '', {
    flag: '--filter <text>',
    about: "show what this filter finds, in the language of the page, such as 'llama state:busy gpu>80'",
    shown: '',
  }),
  sort: optional(anyText, {
    flag: '--sort <column>',
    about:
      'sort by state, worker, model, engine, gpu, vram, cpu, memory, tokens, running, waiting, kv or uptime, with - before it for the largest first; with --hives also by hive, workers, busy or watts',
    shown: '-gpu; hive with --hives',
  }),
  hives: toggle(false, { flag: '--hives', about: 'begin with the table of hives' }),
  intervalMs: optional(interval, {
    flag: '--interval <time>',
    about: 'shortest time between two samples of a hive, such as 500ms or 5s',
    shown: '1s, and longer for more than 100 hives',
  }),
  once: toggle(false, {
    flag: '--once',
    about: 'print the table once and end, as without a terminal',
  }),
  json: toggle(false, { flag: '--json', about: 'print it once as JSON' }),
});

/** Values of the settings of `rbee top`. */
export type TopSettings = ValuesOf<ReturnType<typeof topTable>>;
