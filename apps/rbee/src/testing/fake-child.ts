import type { CommandLine } from '../command-line/index.ts';
import type { Child, Exit, StartChild } from '../up/index.ts';

/** A child without a process: the test decides when it is ready and when it ends. */
export interface FakeChild extends Child {
  readonly program: string;
  readonly args: readonly string[];
  readonly commandLine: CommandLine | undefined;
  readonly signals: string[];
  becomeReady(port?: number): void;
  end(exit: Partial<Exit>): void;
}

/** Starts fake children and lists them. Each ends on SIGTERM, unless it is `stubborn`. */
export function createFakeChildren({ stubborn = false } = {}): {
  startChild: StartChild;
  children: FakeChild[];
} {
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
