import type { ReadStream, WriteStream } from 'node:tty';
import type { Environment } from '../settings/index.ts';
import { type Terminal, terminalOf } from './terminal.ts';

/** Columns of a table that goes into a file or to another program. */
const WITHOUT_TERMINAL = 160;

/** What the output of `rbee top` can show. */
export interface Output {
  /** The terminal; undefined if standard input or output is none, or one that cannot move its cursor. */
  readonly terminal: Terminal | undefined;
  /** True if the output is a terminal. */
  readonly isTerminal: boolean;
  /** Columns of the output. */
  readonly columns: number;
  /** Bits of colour of the output; 1 for none. */
  readonly colorDepth: number;
}

/** What standard input and output can show. */
export function outputOf(
  stdin: ReadStream,
  stdout: WriteStream,
  environment: Environment,
  allowsColor: boolean,
): Output {
  const isTerminal = stdout.isTTY === true;
  const canMoveCursor = isTerminal && stdin.isTTY && environment['TERM'] !== 'dumb';
  return {
    terminal: canMoveCursor ? terminalOf(stdin, stdout) : undefined,
    isTerminal,
    columns: (isTerminal && stdout.columns) || Number(environment['COLUMNS']) || WITHOUT_TERMINAL,
    colorDepth: isTerminal && allowsColor ? stdout.getColorDepth({ ...environment }) : 1,
  };
}
