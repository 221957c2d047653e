import type { Texts } from './texts.ts';

/** The texts in German. */
export const DE: Texts = {
  'state.busy': 'arbeitet',
  'state.idle': 'frei',
  'state.starting': 'startet',
  'state.sleeping': 'schläft',
  'state.stuck': 'hängt',
  'state.unknown': 'unbekannt',
  'state.late': 'verspätet',
  'state.silent': 'stumm',
  'report.reporting': 'melden sich',
  'report.late': 'verspätet',
  'report.silent': 'stumm',
  'count.workers': { one: '{n} Worker', other: '{n} Worker' },
  'count.hives': { one: '{n} Hive', other: '{n} Hives' },
  'count.gpus': { one: '{n} GPU', other: '{n} GPUs' },
  'of.known': 'von {known} bekannten',
  'of.total': '{used} von {total}',
  ago: 'vor {time}',
};
