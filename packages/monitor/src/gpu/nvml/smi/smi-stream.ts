import type { LineProcess, StartProcess } from '../driver-process.ts';
import { Restarts } from '../restarts.ts';

/** A program that says nothing for this time is ended and started again. */
const SILENT_MS = 10_000;

/** Keeps one `nvidia-smi` running that writes lines. */
export class SmiStream {
  readonly #start: StartProcess;
  readonly #onLine: (line: string) => void;
  /** True if a program that says nothing may have nothing to say. */
  readonly #mayBeSilent: boolean;
  readonly #restarts = new Restarts();
  #process: LineProcess | undefined;
  #startedAtMs = 0;
  #heardAtMs = 0;
  #nowMs = 0;

  constructor(start: StartProcess, onLine: (line: string) => void, mayBeSilent: boolean) {
    this.#start = start;
    this.#onLine = onLine;
    this.#mayBeSilent = mayBeSilent;
  }

  /** Time for which the program has been running, milliseconds; 0 if it does not run. */
  get ranMs(): number {
    return this.#process ? this.#nowMs - this.#startedAtMs : 0;
  }

  /** Starts the program if it does not run and may be started, and ends it if it seems to hang. */
  keepRunning(nowMs: number): void {
    this.#nowMs = nowMs;
    if (!this.#process && this.#restarts.mayStart(nowMs)) this.#run(nowMs);
    // One that is blocked in the kernel does not end, and no other is started meanwhile.
    else if (!this.#mayBeSilent && nowMs - this.#heardAtMs >= SILENT_MS) this.#process?.end();
  }

  #run(nowMs: number): void {
    this.#startedAtMs = nowMs;
    this.#heardAtMs = nowMs;
    const process = this.#start({
      onLine: (line) => {
        if (this.#process !== process) return;
        this.#heardAtMs = this.#nowMs;
        this.#onLine(line);
      },
      onEnd: () => {
        if (this.#process !== process) return;
        this.#process = undefined;
        this.#restarts.ended(this.#startedAtMs, this.#nowMs);
      },
    });
    this.#process = process;
  }

  close(): void {
    this.#process?.end();
    this.#process = undefined;
    this.#restarts.clear();
  }
}
