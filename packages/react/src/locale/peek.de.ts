import type { PEEK_EN } from './peek.en.ts';
import type { Text } from './texts.ts';

/** The texts of the short look at a hive or a worker in German. */
export const PEEK_DE: Readonly<Record<keyof typeof PEEK_EN, Text>> = {
  'peek.open': 'Öffnen',
  'peek.next': 'Weiter',
  'peek.previous': 'Zurück',
  'peek.gone': 'In der letzten Messung gibt es das nicht mehr.',
  'details.report': 'Meldet sich',
  'details.hostname': 'Rechnername',
  'details.system': 'System',
  'details.cpu': 'CPU des Rechners',
  'details.ofCores': { one: '{use} von {n} Kern', other: '{use} von {n} Kernen' },
  'details.swap': 'Swap belegt',
  'details.version': 'Version des Hives',
  'details.temperature': 'Temperatur',
};
