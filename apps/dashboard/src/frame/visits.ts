/** Where a reader was on a page: how far it was scrolled, and what had the focus. */
export interface Spot {
  readonly scrollY: number;
  /** How far the table of workers was scrolled. */
  readonly tableY: number;
  /** The entry of a list that had the focus, if one had. */
  readonly entry: string | undefined;
}

/** What keeps the spots of the visits to pages in this tab: at most so many, the last ones. */
const MOST = 100;

/**
 * The visits to pages in the history of this tab. The browser restores how far a page was scrolled before its lists are there, and never
 * restores the focus; so this does.
 */
export class Visits {
  readonly #spots = new Map<string, Spot>();
  #now = '';
  #returned: Spot | undefined;

  /** The spot of the visit that Back or Forward led to; undefined on a page that was come to by a link. */
  get returned(): Spot | undefined {
    return this.#returned;
  }

  /** Goes to a page that was not visited before. */
  push(href: string): void {
    this.#keep();
    this.#returned = undefined;
    this.#now = `${Date.now()} ${performance.now()}`;
    history.pushState({ visit: this.#now }, '', href);
  }

  /** Changes the address of the present visit. */
  replace(href: string): void {
    history.replaceState(history.state, '', href);
  }

  /** To be called once Back or Forward led to another visit. */
  popped(): void {
    this.#keep();
    this.#now = visitOf(history.state);
    this.#returned = this.#spots.get(this.#now);
  }

  #keep(): void {
    this.#spots.delete(this.#now);
    this.#spots.set(this.#now, spotNow());
    const [oldest] = this.#spots.keys();
    if (this.#spots.size > MOST && oldest !== undefined) this.#spots.delete(oldest);
  }
}

function visitOf(state: unknown): string {
  const visit = typeof state === 'object' && state !== null && 'visit' in state ? state.visit : '';
  return typeof visit === 'string' ? visit : '';
}

const TABLE = '.rbee-grid-scroll';

const spotNow = (): Spot => ({
  scrollY: window.scrollY,
  tableY: document.querySelector(TABLE)?.scrollTop ?? 0,
  entry: document.activeElement?.closest<HTMLElement>('[data-rbee-entry]')?.dataset['rbeeEntry'],
});

/** Time in which the lists of a page are there again, milliseconds. */
const LONGEST_MS = 1_500;

/**
 * Brings a page to a spot again, as soon as its lists are there; `otherwise` is called if what had the focus is not there in time. What the
 * reader does meanwhile ends it. The returned function ends it, too.
 */
export function returnTo(spot: Spot, otherwise: () => void): () => void {
  const leave = new AbortController();
  for (const type of ['pointerdown', 'keydown', 'wheel']) {
    window.addEventListener(type, () => leave.abort(), { signal: leave.signal, passive: true });
  }
  const until = performance.now() + LONGEST_MS;
  const step = (): void => {
    if (leave.signal.aborted) return;
    const table = document.querySelector(TABLE);
    if (table) table.scrollTop = spot.tableY;
    window.scrollTo(0, spot.scrollY);
    const entry = spot.entry === undefined ? undefined : entryOf(spot.entry);
    const isThere = Math.abs(window.scrollY - spot.scrollY) < 2;
    if (isThere && (entry || spot.entry === undefined)) {
      if (entry) entry.focus();
      else otherwise();
    } else if (performance.now() < until) {
      requestAnimationFrame(step);
      return;
    } else if (entry) entry.focus();
    else otherwise();
    leave.abort();
  };
  step();
  return () => leave.abort();
}

const entryOf = (id: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('[data-rbee-entry]')].find(
    (it) => it.dataset['rbeeEntry'] === id,
  );
