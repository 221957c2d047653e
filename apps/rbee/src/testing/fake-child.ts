import type { CommandLine } from '../command-line/index.ts';
import type { Child, Exit, StartChild } from '../up/index.ts';

/** A child that lives in the test: it is ready and ends when the test says so. */
export interface FakeChild extends Child {
  readonly program: string;
  readonly args: readonly string[];
  readonly commandLine: CommandLine | undefined;
  readonly signals: string[];
  /** Reports that it is ready. */
  becomeReady(port?: number): void;
  /** Ends it. */
  end(exit: Partial<Exit>): void;
}

/** Starts fake children and keeps them; each ends when it is asked to, unless it is `stubborn`. */
export function createNursery({ stubborn = false } = {}): { startChild: StartChild; children: FakeChild[] } {
  const children: FakeChild[] = [];
  const startChild: StartChild = (program, args, options) => {
    let ready = (_: { port: number | undefined }): void => {};
    let exit = (_: Exit): void => {};
    const child: FakeChild = {
      program,
      args,
      commandLine: options?.commandLine,
      signals: [],
      ready: new Promise((resolve) => {
        ready = resolve;
      }),
      exited: new Promise((resolve) => {
        exit = resolve;
      }),
      becomeReady: (port) => ready({ port }),
      end: (how) => exit({ code: null, signal: null, ...how }),
      kill: (signal) => {
        child.signals.push(signal);
        if (signal === 'SIGKILL') child.end({ signal });
        else if (!stubborn) child.end({ code: 0 });
      },
    };
    children.push(child);
    return child;
  };
  return { startChild, children };
}
