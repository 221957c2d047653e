import type { HiveLog } from '../log.ts';

/** A log that keeps its lines, each preceded by its level. */
export function createLines(): HiveLog & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: (message) => lines.push(`info: ${message}`),
    warn: (message) => lines.push(`warn: ${message}`),
  };
}
