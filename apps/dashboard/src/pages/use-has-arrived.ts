import type { FleetPicture } from '@rbee/queen-rbee-react';
import { useEffect, useState } from 'react';

/** Longest wait for the samples of all hives, from the queen's first beat on, milliseconds. */
const LONGEST_WAIT_MS = 1_000;
/** Of a fleet of this size the first hives are shown while the others come: its view has its place, whoever is in it. */
export const LARGE_FLEET = 200;

/**
 * True once the picture has every hive that the queen's beat names, or a second after its first beat; it stays true. With `isPartEnough` a
 * part of a large fleet is enough. The
 * samples of a fleet arrive over some pictures: a page that showed each of them would move under the eyes of its reader, and
 * would say of a hive that is about to come that nobody knows it.
 */
export function useHasArrived({ queen, hives }: FleetPicture, isPartEnough: boolean): boolean {
  const [hasArrived, setArrived] = useState(false);
  const isExpected = queen !== null && !hasArrived;
  const isWhole =
    isExpected && ((isPartEnough && hives.length >= LARGE_FLEET) || hasAll(hives, queen.hive_ids));
  if (isWhole) setArrived(true);
  useEffect(() => {
    if (!isExpected) return;
    const timer = setTimeout(() => setArrived(true), LONGEST_WAIT_MS);
    return () => clearTimeout(timer);
  }, [isExpected]);
  return hasArrived || isWhole;
}

function hasAll(hives: FleetPicture['hives'], ids: readonly string[]): boolean {
  const known = new Set(hives.map(({ hive }) => hive.hive_id));
  return ids.every((id) => known.has(id));
}
