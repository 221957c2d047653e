import type { Clock } from '@rbee/hive';
import type { FleetWatch } from './fleet-watch.ts';
import { frameOf, type Scene } from './frame.ts';
import { ENTER, type Frame, frameChanges, LEAVE } from './frame-changes.ts';
import { keyOf } from './keys.ts';
import type { Paint } from './palette.ts';
import { type Picture, pictureOf, type Rows, rowsOf } from './picture.ts';
import { type Extent, pressed, type Screen, within } from './screen.ts';
import type { Terminal } from './terminal.ts';

/** Ages change once a second. */
const TICK_MS = 1_000;
/** Shortest time between two frames that no key asked for, such as while a fleet arrives. */
const ARRIVAL_MS = 250;
/** The longest time for which sums and order of a large fleet stay as they are. */
const LONGEST_PICTURE_MS = 5_000;

/** What the table is made of. */
export interface LiveOptions {
  readonly watch: FleetWatch;
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly queenUrl: string;
  readonly clock: Clock;
  readonly screen: Screen;
  /** Stops this process as Ctrl-Z does; resolves when it goes on. */
  readonly suspend: () => Promise<void>;
}

/** The table of the fleet on a terminal: draws what changed, once a second and at every key. */
export class LiveTable {
  readonly #options: LiveOptions;
  #screen: Screen;
  #shown: Frame | undefined;
  #picture: { readonly picture: Picture; readonly atMs: number } | undefined;
  #rows: { readonly rows: Rows; readonly of: Picture; readonly by: Screen } | undefined;
  #extent: Extent = { rows: 0, page: 0 };
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelTick: () => void = () => {};
  #leave: () => void = () => {};
  #isSuspended = false;
  #hasEnded = false;
  #end: (failure?: unknown) => void = () => {};

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#screen = options.screen;
  }

  /** Shows the fleet until `q` is pressed or `stop` aborts, and gives the terminal back as it was. */
  async run(stop: AbortSignal): Promise<void> {
    const { watch } = this.#options;
    const ended = new Promise<void>((resolve, reject) => {
      this.#end = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    const onStop = () => this.#end();
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
    this.#enter();
    watch.start(() => this.#changed());
    this.#tick();
    try {
      await ended;
    } finally {
      this.#hasEnded = true;
      stop.removeEventListener('abort', onStop);
      this.#cancelTick();
      watch.stop();
      if (!this.#isSuspended) this.#exit();
    }
  }

  /** Draws soon if the connection is another one, or the fleet has just arrived. */
  #changed(): void {
    if (this.#isSuspended) return;
    const { watch, clock } = this.#options;
    const { connection, hives } = watch.getState();
    const shown = this.#picture?.picture;
    const isOther = connection.state !== shown?.state.connection.state;
    const isFirst = shown?.hives.length === 0 && hives.length > 0;
    const isDue = clock.monotonic() - this.#lastMs >= ARRIVAL_MS;
    if (isOther || (isFirst && isDue)) this.#contained(() => this.#draw(true));
  }

  #enter(): void {
    const { terminal } = this.#options;
    this.#shown = undefined;
    terminal.write(ENTER);
    const releaseKeys = terminal.readKeys((text, key) =>
      this.#contained(() => this.#pressed(keyOf(text, key))),
    );
    const releaseSize = terminal.onResize(() => this.#contained(() => this.#resized()));
    this.#leave = () => {
      releaseKeys();
      releaseSize();
    };
  }

  #exit(): void {
    this.#leave();
    this.#options.terminal.write(LEAVE);
  }

  /** An error ends the program in order, with the terminal as it was. */
  #contained(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#end(error ?? new Error('unknown'));
    }
  }

  #tick(): void {
    this.#contained(() => {
      // What a terminal has not taken is not followed by more: over a slow connection frames would pile up.
      if (!this.#isSuspended && !this.#options.terminal.isBehind()) this.#draw(false);
      this.#cancelTick = this.#options.clock.after(TICK_MS, () => this.#tick());
    });
  }

  #resized(): void {
    this.#shown = undefined;
    this.#draw(false);
  }

  #pressed(key: ReturnType<typeof keyOf>): void {
    const next = pressed(this.#screen, key, this.#extent);
    if (next === 'quit') this.#end();
    else if (next === 'suspend') this.#suspend();
    else {
      if (next === 'redraw') this.#shown = undefined;
      else this.#screen = next;
      this.#draw(false);
    }
  }

  async #suspend(): Promise<void> {
    this.#exit();
    this.#isSuspended = true;
    try {
      await this.#options.suspend();
    } catch (error) {
      this.#end(error);
    }
    // A signal that ended the program came while it was stopped: the terminal is the shell's.
    if (this.#hasEnded) return;
    this.#isSuspended = false;
    this.#enter();
    this.#contained(() => this.#draw(true));
  }

  #draw(isFresh: boolean): void {
    const { terminal, paint, clock } = this.#options;
    const scene = this.#scene(isFresh);
    const { frame, extent } = frameOf(scene, terminal.size(), paint);
    this.#extent = extent;
    this.#screen = { ...this.#screen, first: within(this.#screen.first, extent) };
    this.#lastMs = clock.monotonic();
    const bytes = frameChanges(this.#shown, frame);
    this.#shown = frame;
    if (bytes !== '') terminal.write(bytes);
  }

  #scene(isFresh: boolean): Scene {
    const { clock, queenUrl, watch } = this.#options;
    const { intervalMs, since } = watch;
    const now = clock.monotonic();
    // Where a hive is seen more seldom, sums and order are made more seldom, too.
    const pictureMs = Math.max(TICK_MS, Math.min(LONGEST_PICTURE_MS, intervalMs / 2));
    // Timers are some milliseconds early or late.
    if (isFresh || !this.#picture || now - this.#picture.atMs >= pictureMs - 50) {
      this.#picture = { picture: pictureOf(watch.getState()), atMs: now };
    }
    const { picture } = this.#picture;
    return {
      ...{ picture, queenUrl, intervalMs, since, now },
      rows: this.#rowsOf(picture),
      screen: this.#screen,
      wallNow: clock.now(),
    };
  }

  /** The rows, which stay as they are while somebody only scrolls. */
  #rowsOf(picture: Picture): Rows {
    const screen = this.#screen;
    const known = this.#rows;
    if (known && known.of === picture && isSameChoice(known.by, screen)) return known.rows;
    const rows = rowsOf(picture, screen);
    this.#rows = { rows, of: picture, by: screen };
    return rows;
  }
}

const isSameChoice = (a: Screen, b: Screen): boolean =>
  a.view === b.view &&
  a.filter === b.filter &&
  a.workerOrder === b.workerOrder &&
  a.hiveOrder === b.hiveOrder;
