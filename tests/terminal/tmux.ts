import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The program as it is installed: a path that a shell can run. */
export const RBEE = fileURLToPath(new URL('../../apps/rbee/bin/rbee.mjs', import.meta.url));

/** How long a screen may take to show something, milliseconds. */
const PATIENCE_MS = 60_000;
const CHECK_MS = 100;

const SHELL = 'env -u NO_COLOR PS1="$ " sh';

/** A terminal in a tmux server of its own. */
export class Tmux {
  readonly #socket: string;

  /** Starts a shell on a terminal of that size. */
  constructor(name: string, columns: number, rows: number, shell = SHELL) {
    this.#socket = `rbee-${name}-${process.pid}`;
    this.#run('new-session', '-d', '-s', 'it', '-x', `${columns}`, '-y', `${rows}`, shell);
  }

  /** Presses keys, by the names of tmux. */
  press(...keys: readonly string[]): void {
    this.#run('send-keys', '-t', 'it', ...keys);
  }

  /** Types a text, character by character. */
  type(text: string): void {
    this.#run('send-keys', '-t', 'it', '-l', text);
  }

  resize(columns: number, rows: number): void {
    this.#run('resize-window', '-t', 'it', '-x', `${columns}`, '-y', `${rows}`);
  }

  /** What is seen; with `colours`, also the sequences that colour it. */
  screen(colours = false): string {
    return this.#run('capture-pane', '-t', 'it', '-p', ...(colours ? ['-e'] : []));
  }

  /** Resolves with the screen once it fits. */
  async until(what: string, fits: (screen: string) => boolean): Promise<string> {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += CHECK_MS) {
      const screen = this.screen();
      if (fits(screen)) return screen;
      await setTimeout(CHECK_MS);
    }
    throw new Error(`The terminal never showed ${what}:\n${this.screen()}`);
  }

  end(): void {
    this.#run('kill-server');
  }

  #run(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  }
}
