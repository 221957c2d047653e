import { destination, type Logger, pino } from 'pino';
import type { LogSettings } from '../settings/index.ts';

const STDERR = 2;

/** A log to standard error, written at once so that nothing is lost at exit. `color` is for a terminal. */
export async function createLogger(
  name: string,
  { logLevel, logFormat }: LogSettings,
  color: boolean,
): Promise<Logger> {
  const stream =
    logFormat === 'pretty' ? await prettyStream(color) : destination({ dest: STDERR, sync: true });
  return pino({ name, level: logLevel, base: {} }, stream);
}

async function prettyStream(color: boolean) {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: STDERR,
    sync: true,
    colorize: color,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
}
