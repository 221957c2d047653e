import { fleetHive, type HeartbeatStore } from '@rbee/queen-rbee-sdk';

/** Keeps a sentence about the fleet in an element; returns the function that ends it. */
export function describeFleet(element: HTMLElement, store: HeartbeatStore): () => void {
  return store.subscribe(() => {
    const { connection, hives } = store.getState();
    const fleet = hives.map((hive) => fleetHive(hive, connection.state === 'live'));
    const workers = fleet.flatMap((hive) => hive.workers);
    const busy = workers.filter(({ state }) => state === 'busy');
    const models = busy.map(({ stats }) => stats.model ?? 'no model').join(', ');
    element.textContent = `${connection.state}: ${busy.length} of ${workers.length} workers are busy: ${models}`;
  });
}
