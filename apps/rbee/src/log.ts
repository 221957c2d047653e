import { destination, pino } from 'pino';
import type { LogSettings } from './settings/index.ts';

/** File descriptor of standard error. Writing is synchronous, so that the last lines before an exit are not lost. */
const STDERR = 2;

/** Creates a log on standard error; `color` applies to the pretty format only. */
export async function createLogger(name: string, { logLevel, logFormat }: LogSettings, color: boolean) {
  const json = logFormat === 'json';
  const stream = json ? destination({ dest: STDERR, sync: true }) : await prettyStream(color);
  return pino({ name, level: logLevel, base: {} }, stream);
}

async function prettyStream(colorize: boolean) {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: STDERR,
    sync: true,
    colorize,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
}
