import type { FastifyBaseLogger } from 'fastify';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * The same log for a server that must go on when a line cannot be written: an error of the log's destination (a full disk, a
 * closed pipe) costs the line and calls `lost`.
 */
export function containedLog(log: FastifyBaseLogger, lost: () => void): FastifyBaseLogger {
  const contained = (level: (typeof LEVELS)[number]) =>
    ((...line: [object, string]) => {
      try {
        log[level](...line);
      } catch {
        lost();
      }
    }) as FastifyBaseLogger['info'];
  return {
    ...(Object.fromEntries(LEVELS.map((level) => [level, contained(level)])) as Pick<
      FastifyBaseLogger,
      (typeof LEVELS)[number]
    >),
    level: log.level,
    child: (...options) => containedLog(log.child(...options), lost),
  };
}
