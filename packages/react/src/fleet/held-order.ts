import { useMemo, useState } from 'react';

/** An order that does not change under the eyes of a reader, and the way to renew it. */
export interface HeldOrder {
  readonly ids: readonly string[];
  /** True if the ids would be in another order by now. */
  readonly isOutdated: boolean;
  readonly renew: () => void;
}

/**
 * Keeps the order of `wanted`: ids that go are left out, and those that come stand where they are wanted among their neighbours. Only
 * `renew` takes the wanted order over.
 */
export function useHeldOrder(wanted: readonly string[]): HeldOrder {
  const [held, setHeld] = useState(wanted);
  const ids = useMemo(() => mergedOrder(held, wanted), [held, wanted]);
  return {
    ids,
    isOutdated: ids.some((id, index) => id !== wanted[index]),
    renew: () => setHeld(wanted),
  };
}

/** The ids of `wanted` in the order of `held`. An id that is not held follows the one that it follows in `wanted`. */
export function mergedOrder(held: readonly string[], wanted: readonly string[]): readonly string[] {
  const present = new Set(wanted);
  const known = new Set(held);
  const after = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const id of wanted) {
    if (known.has(id)) last = id;
    else after.set(last, [...(after.get(last) ?? []), id]);
  }
  const kept = held.filter((id) => present.has(id));
  return [...(after.get(undefined) ?? []), ...kept.flatMap((id) => [id, ...(after.get(id) ?? [])])];
}
