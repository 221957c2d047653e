import type { CommandLine } from '../command-line/index.ts';
import type { Child, Exit, Ready, StartChild } from '../up/index.ts';

/** A child without a process: the test decides when it is ready and when it ends. */
export interface FakeChild extends Child {
  readonly program: string;
  readonly args: readonly string[];
  readonly commandLine: CommandLine | undefined;
  readonly signals: string[];
  becomeReady(port?: number, more?: Partial<Ready>): void;
  /** Tokens that were asked for, by the ids of hives. */
  readonly asked: string[];
  end(exit: Partial<Exit>): void;
}

/** Starts fake children and lists them. Each ends on SIGTERM, unless it is `stubborn`; each gives tokens if it `hasTokens`. */
export function createFakeChildren({ stubborn = false, hasTokens = false } = {}): {
  startChild: StartChild;
  children: FakeChild[];
} {
  const children: FakeChild[] = [];
  const startChild: StartChild = (program, args, options) => {
    let ready = (_: Ready): void => {};
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
      becomeReady: (port, more) => ready({ port, ...more }),
      asked: [],
      hiveToken: async (hiveId) => {
        child.asked.push(hiveId);
        return hasTokens ? `token-${child.asked.length}` : null;
      },
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
