import { parseArgs } from 'node:util';

/** Options of a sample worker. */
export interface Options {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly model: string;
  /** Length of the n-grams: a token is predicted from the `order - 1` tokens before it. */
  readonly order: number;
}

/** The options, or one sentence about what is wrong. */
export type Parsed =
  | { readonly kind: 'options'; readonly options: Options }
  | { readonly kind: 'wrong'; readonly sentence: string };

const DEFAULTS = { host: '127.0.0.1', port: '0', model: 'bee-trigram', order: '3' };

/** Reads the arguments of the command line. */
export function parseOptions(args: readonly string[]): Parsed {
  const read = values(args);
  if (typeof read === 'string') return wrong(read);
  const { host, port, model, order } = { ...DEFAULTS, ...read };
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return wrong(`--port must be a whole number from 0 to 65535, not "${port}"`);
  }
  if (!/^[234]$/.test(order)) return wrong(`--order must be 2, 3 or 4, not "${order}"`);
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(model)) {
    return wrong(`--model must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, not "${model}"`);
  }
  if (host === '') return wrong('--host must be an address or a name, such as 127.0.0.1');
  return { kind: 'options', options: { host, port: Number(port), model, order: Number(order) } };
}

const wrong = (what: string): Parsed => ({ kind: 'wrong', sentence: `sample-worker: ${what}.` });

const FLAG = { type: 'string' } as const;

/** The values of the flags, or what is wrong with the flags. */
function values(args: readonly string[]): Partial<typeof DEFAULTS> | string {
  try {
    return parseArgs({ args: [...args], options: { host: FLAG, port: FLAG, model: FLAG, order: FLAG } })
      .values;
  } catch (error) {
    const [first = ''] = String((error as Error).message).split(/\. |\n/);
    return `${first.replace(/\.$/, '')} (it takes --host, --port, --model and --order)`;
  }
}
