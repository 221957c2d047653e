import type { Text } from './texts.ts';

/** The English texts of the short look at a hive or a worker. */
export const PEEK_EN = {
  'peek.open': 'Open',
  'peek.next': 'Next',
  'peek.previous': 'Previous',
  'peek.gone': 'It is not in the last sample any more.',
  'details.report': 'Reports',
  'details.hostname': 'Hostname',
  'details.system': 'System',
  'details.cpu': 'CPU of the machine',
  'details.ofCores': { one: '{use} of {n} core', other: '{use} of {n} cores' },
  'details.swap': 'Swap in use',
  'details.version': 'Version of the hive',
  'details.temperature': 'Temperature',
} as const satisfies Readonly<Record<string, Text>>;
