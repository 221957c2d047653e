import type { Text } from './texts.ts';

/** The English texts of what the first view of a page does not show. */
export const LATER_EN = {
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
  'judged.late': 'Its hive reports late: these are its last figures.',
  'judged.silent': 'Its hive stopped reporting: these are its last figures.',
  'judged.starting': 'Its engine loads a model, and answers no request until then.',
  'judged.sleeping': 'Its engine has unloaded its model until the next request.',
  'judged.stuck': 'Requests run, but for 30 s there was no token and no progress.',
  'judged.busy.requests_running': {
    one: 'Its engine runs {n} request.',
    other: 'Its engine runs {n} requests.',
  },
  'judged.idle.requests_running': 'Its engine runs no request.',
  'judged.busy.gpu_util_pct': 'Its GPU is at work.',
  'judged.idle.gpu_util_pct': 'Its GPU is at rest.',
  'judged.busy.cpu_pct': 'It uses {limit} or more of a core.',
  'judged.idle.cpu_pct': 'It uses less than {limit} of a core.',
  'judged.busy.cpu_busy': 'Its CPU was at work in the last seconds.',
  'judged.idle.cpu_busy': 'Its CPU was at rest in the last seconds.',
  'judged.partial': 'It is at rest as far as is known: not all of its processes or GPUs could be read.',
  'judged.unknown': 'No figure tells whether it works: {reason}.',
  'nohives.title': 'No hive reports yet',
  'nohives.what':
    'A hive is the small agent that watches the inference servers of one machine. Start one on each machine that you want to see here, in a clone of the project after `npm install`:',
  'nohives.where':
    "`npm start` starts the queen and a hive for its own machine together. On another machine put the name or address of the queen's machine into the address above; the queen takes calls from other machines only when it was started with `--host 0.0.0.0`. It then asks everybody who they are: run `npx rbee invite` on its machine, and on the other machine the line that this prints.",
  'chart.gap.open': 'not yet known',
  'chart.gap.no_sample': 'no report',
  'chart.gap.not_present': 'not there',
  'chart.more': { one: '{n} more', other: '{n} more' },
} as const satisfies Readonly<Record<string, Text>>;
