import { type Bound, Shares } from '../shares.ts';
import type { View } from './view.ts';
import { isStandard, type ViewSpec } from './view-spec.ts';
import type { Watcher } from './watcher.ts';

export interface StreamPlacesOptions {
  readonly maxViews: number;
  /** Default: no limit. */
  readonly maxWatchers?: number;
  /** The part of both that one address may hold of what the others leave; default: all of it. */
  readonly addressShare?: number;
}

/** Why a watcher cannot join. */
export interface FullStream {
  readonly limit: 'watchers' | 'views';
  readonly bound: Bound;
}

/**
 * The places that watchers and their views take, in all and by address. A view counts for the address that opened it, until its
 * last watcher leaves. Standard views are always there ([S9]).
 */
export class StreamPlaces {
  readonly #watchers: Shares;
  readonly #views: Shares;
  readonly #watcherOf = new Map<Watcher, string>();
  readonly #viewOf = new Map<View, string>();

  constructor({ maxViews, maxWatchers = Number.POSITIVE_INFINITY, addressShare = 1 }: StreamPlacesOptions) {
    this.#watchers = new Shares({ limit: maxWatchers, addressShare });
    this.#views = new Shares({ limit: maxViews, addressShare });
  }

  /** The limit that has no room for a watcher of that view; null if there is room. */
  fullFor(spec: ViewSpec, isOpen: boolean, address = 'local'): FullStream | null {
    const watchers = this.#watchers.fullFor(address);
    if (watchers) return { limit: 'watchers', bound: watchers };
    const views = isOpen || isStandard(spec) ? null : this.#views.fullFor(address);
    return views && { limit: 'views', bound: views };
  }

  joined(watcher: Watcher, address = 'local'): void {
    this.#watcherOf.set(watcher, address);
    this.#watchers.add(address);
  }

  left(watcher: Watcher): void {
    const address = this.#watcherOf.get(watcher);
    if (address === undefined) return;
    this.#watcherOf.delete(watcher);
    this.#watchers.release(address);
  }

  opened(view: View, address = 'local'): void {
    if (isStandard(view.spec)) return;
    this.#viewOf.set(view, address);
    this.#views.add(address);
  }

  closed(view: View): void {
    const address = this.#viewOf.get(view);
    if (address === undefined) return;
    this.#viewOf.delete(view);
    this.#views.release(address);
  }
}
