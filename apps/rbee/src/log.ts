import { pino } from 'pino';
import type { LineWriter } from './line-writer.ts';
import type { LogSettings } from './settings/index.ts';

/**
 * Creates a log that writes to `lines` at once, so that the last lines before an exit are not lost. `color` applies to the
 * pretty format only.
 */
export async function createLogger(
  name: string,
  { logLevel, logFormat }: LogSettings,
  color: boolean,
  lines: LineWriter,
) {
  const format = logFormat === 'json' ? (line: string) => line : await prettyFormat(color);
  const log = pino({ name, level: logLevel, base: {} }, { write: (line) => lines.write(format(line)) });
  lines.onRecovery = (lost, code) => log.warn({ lost, code }, 'Lines of this log could not be written.');
  return log;
}

async function prettyFormat(colorize: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize, translateTime: 'SYS:HH:MM:ss', singleLine: true });
}
