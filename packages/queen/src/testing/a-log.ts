import type { FastifyBaseLogger } from 'fastify';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
type Level = (typeof LEVELS)[number];

/**
 * A log that keeps the texts of its lines, of all levels or of some. `write` is called before each line of any level with all
 * that it has, and may throw as a full disk does.
 */
export function aLog(
  levels: readonly Level[] = LEVELS,
  write: (parts: readonly unknown[]) => void = () => {},
) {
  const lines: unknown[] = [];
  const line =
    (level: Level) =>
    (...parts: unknown[]): void => {
      write(parts);
      if (levels.includes(level)) lines.push(parts.at(-1));
    };
  const log: object = {
    ...Object.fromEntries(LEVELS.map((level) => [level, line(level)])),
    ...{ silent: () => {}, level: 'info', child: () => log },
  };
  return { lines, logger: log as FastifyBaseLogger };
}
