import { styleText } from 'node:util';
import type { Finding, FindingState } from '@rbee/monitor';

const MARKS = {
  ok: { sign: '✓', color: 'green' },
  partly: { sign: '~', color: 'yellow' },
  no: { sign: '✗', color: 'red' },
} as const;

const LONGEST_STATE = 'partly'.length;

/** The findings as text: one line each, and a summary. */
export function reportAsText(ok: boolean, findings: readonly Finding[], color: boolean): string {
  const width = Math.max(...findings.map(({ label }) => label.length));
  const lines = findings.map(
    ({ state, label, detail }) => `${mark(state, color)}  ${label.padEnd(width)}  ${detail}`,
  );
  const sum = ok
    ? 'Workers can be monitored on this machine.'
    : 'Workers cannot be monitored on this machine.';
  return [...lines, '', sum].join('\n');
}

function mark(state: FindingState, color: boolean): string {
  const text = `${MARKS[state].sign} ${state.padEnd(LONGEST_STATE)}`;
  return color ? styleText(MARKS[state].color, text, { validateStream: false }) : text;
}

/** The findings for programs: `{ok, findings: [{id, state, label, detail}]}`. */
export const reportAsJson = (ok: boolean, findings: readonly Finding[]): string =>
  JSON.stringify(
    { ok, findings: findings.map(({ id, state, label, detail }) => ({ id, state, label, detail })) },
    undefined,
    2,
  );
