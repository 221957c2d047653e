import { fleetHive, type HeartbeatStore, totalsOf } from '@rbee/queen-rbee-sdk';

/** Keeps a sentence about the fleet in an element; returns the function that ends it. */
export function describeFleet(element: HTMLElement, store: HeartbeatStore): () => void {
  return store.subscribe(() => {
    const { connection, hives } = store.getState();
    const fleet = hives.map((hive) => fleetHive(hive, connection.state === 'live'));
    const busy = fleet.flatMap(({ workers }) => workers).filter(({ state }) => state === 'busy');
    const { workers } = totalsOf(fleet);
    element.textContent = `${connection.state}: ${busy.length} of ${workers} workers are busy: ${busy
      .map(({ stats }) => stats.model ?? 'no model')
      .slice(0, 5)
      .join(', ')}`;
  });
}
