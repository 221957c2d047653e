import type { Layout, Second } from '../second.ts';

/**
 * The layouts that samples may refer to, and which of them the thread that writes does not know yet: it may miss a second, or be
 * another one than before.
 */
export class LayoutsInForce {
  readonly #layouts = new Map<number, Layout>();
  readonly #unsent = new Map<number, Layout>();
  readonly #unsentEnds = new Set<number>();

  /** Notes the layouts of a second, and gives the number of its samples. */
  note(second: Second): number {
    for (const layout of second.layouts) {
      this.#layouts.set(layout.id, layout);
      this.#unsent.set(layout.id, layout);
    }
    const samples = this.#count(second.samples);
    for (const id of second.ended) {
      this.#layouts.delete(id);
      this.#unsentEnds.add(id);
    }
    return samples;
  }

  /** The second with everything that the thread does not know; it knows it from here on. */
  complete(second: Second): Second {
    const whole = { ...second, layouts: [...this.#unsent.values()], ended: [...this.#unsentEnds] };
    this.#unsent.clear();
    this.#unsentEnds.clear();
    return whole;
  }

  /** Another thread knows nothing of what was sent to the one before. */
  forgetSent(): void {
    for (const [id, layout] of this.#layouts) this.#unsent.set(id, layout);
    this.#unsentEnds.clear();
  }

  #count(samples: Float64Array): number {
    let count = 0;
    for (let at = 0; at < samples.length; count += 1) {
      const layout = this.#layouts.get(samples[at] ?? -1);
      if (layout === undefined) break;
      at += 2 + layout.columns.length;
    }
    return count;
  }
}
