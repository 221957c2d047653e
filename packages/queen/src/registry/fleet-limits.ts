import type { Shape } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';
import { type Bound, Shares } from '../shares.ts';
import { bytesOfSample, ShapeBytes } from './held-bytes.ts';

export interface FleetLimitsOptions {
  readonly maxHives: number;
  /** Memory of the state of all hives, bytes; default: no limit. */
  readonly fleetBytes?: number;
  /** The part of both that one address may hold of what the others leave; default: all of it. */
  readonly addressShare?: number;
}

/** Why a hive's sample cannot be kept. */
export interface Full {
  readonly limit: 'hives' | 'fleet_bytes';
  readonly bound: Bound;
}

interface Held {
  readonly address: string;
  /** The bytes that are counted for it: some more than it has, so that a small change of size costs nothing. */
  readonly bytes: number;
  /** The part of them for shapes that no other hive had when this one began to use them. */
  readonly shapeBytes: number;
  readonly shape: Shape;
}

/** The part that is counted beyond the present size. */
const RESERVE = 0.1;

/** Holds the bytes of shapes that are still used although the hive that brought them has others now. */
const NOBODY = '';

/**
 * The places and the memory that hives take, in all and by the address that they report from. A hive that is down gives up
 * its place when it is needed.
 */
export class FleetLimits {
  readonly #places: Shares;
  readonly #bytes: Shares;
  readonly #shapes = new ShapeBytes();
  /** Sum of the `shapeBytes` of all hives. */
  #broughtBytes = 0;
  readonly #held = new Map<string, Held>();
  /** By address, in the order in which they went down. */
  readonly #down = new Map<string, Set<string>>();
  readonly #evenShare: number;

  constructor({ maxHives, fleetBytes = Number.POSITIVE_INFINITY, addressShare = 1 }: FleetLimitsOptions) {
    this.#places = new Shares({ limit: maxHives, addressShare });
    this.#bytes = new Shares({ limit: fleetBytes, addressShare });
    this.#evenShare = fleetBytes / maxHives;
  }

  /** Memory of the state of all hives, bytes. */
  get bytes(): number {
    return this.#bytes.total;
  }

  /** Memory of the state of one hive, bytes. */
  bytesOf(hiveId: string): number {
    return this.#held.get(hiveId)?.bytes ?? 0;
  }

  /** Counts a hive's sample in place of its previous one; if there is no room, changes nothing and returns the reason. */
  admit(sample: Sample, address: string): Full | null {
    const { hive_id, flat } = sample;
    const before = this.#held.get(hive_id);
    const size = bytesOfSample(sample) + (before?.shapeBytes ?? 0);
    const isSame = before?.shape === flat.shape && before.address === address;
    if (isSame && size <= before.bytes && size >= before.bytes / 2) {
      this.#up(hive_id, address);
      return null;
    }
    const bound = before ? null : this.#places.fullFor(address);
    return bound ? { limit: 'hives', bound } : this.#replace(sample, before, address);
  }

  /** A hive has gone down. */
  markDown(hiveId: string): void {
    const address = this.#held.get(hiveId)?.address;
    if (address === undefined) return;
    const down = this.#down.get(address) ?? new Set();
    this.#down.set(address, down.add(hiveId));
  }

  /**
   * The hive that gives up its place to another one of that address: the one that is down for longest, of the same address if
   * only that has no room, else of the address with the most hives. Undefined if there is none.
   */
  oneToForget(bound: Bound, address: string, forHive: string): string | undefined {
    if (bound === 'address') return firstBut(this.#down.get(address), forHive);
    let found: { readonly places: number; readonly hiveId: string } | undefined;
    for (const [holder, ids] of this.#down) {
      const places = this.#places.heldBy(holder);
      const hiveId = found && places <= found.places ? undefined : firstBut(ids, forHive);
      if (hiveId !== undefined) found = { places, hiveId };
    }
    return found?.hiveId;
  }

  /** A hive is no longer known. */
  delete(hiveId: string): void {
    const held = this.#held.get(hiveId);
    if (!held) return;
    this.#remove(hiveId, held);
    this.#countShapes();
  }

  #replace(sample: Sample, before: Held | undefined, address: string): Full | null {
    const { hive_id, flat } = sample;
    const shapeBytes = this.#shapes.add(flat.shape);
    const bytes = Math.ceil(bytesOfSample(sample) * (1 + RESERVE)) + shapeBytes;
    const growth = bytes - (before?.bytes ?? 0);
    // A hive that takes no more than its even share is never refused for its size.
    const bound = growth > 0 && bytes > this.#evenShare ? this.#bytes.fullFor(address, growth) : null;
    if (bound) {
      this.#shapes.release(flat.shape);
      return { limit: 'fleet_bytes', bound };
    }
    if (before) this.#remove(hive_id, before);
    this.#held.set(hive_id, { address, bytes, shapeBytes, shape: flat.shape });
    this.#places.add(address);
    this.#bytes.add(address, bytes);
    this.#broughtBytes += shapeBytes;
    this.#countShapes();
    return null;
  }

  #remove(hiveId: string, { address, bytes, shapeBytes, shape }: Held): void {
    this.#held.delete(hiveId);
    this.#places.release(address);
    this.#bytes.release(address, bytes);
    this.#shapes.release(shape);
    this.#broughtBytes -= shapeBytes;
    this.#up(hiveId, address);
  }

  #countShapes(): void {
    this.#bytes.add(NOBODY, this.#shapes.total - this.#broughtBytes - this.#bytes.heldBy(NOBODY));
  }

  #up(hiveId: string, address: string): void {
    const down = this.#down.get(address);
    if (down?.delete(hiveId) && down.size === 0) this.#down.delete(address);
  }
}

function firstBut(ids: ReadonlySet<string> | undefined, except: string): string | undefined {
  for (const id of ids ?? []) if (id !== except) return id;
  return undefined;
}
