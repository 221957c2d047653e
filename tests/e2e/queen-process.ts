/** A queen as a process of its own, which tells its parent of every heartbeat that it took: what a SIGKILL is tried on. */
import { Fleet } from '../../packages/queen/src/fleet/index.ts';
import { buildQueen } from '../../packages/queen/src/index.ts';

/** What the queen took. */
export interface Tapped {
  readonly hive: string;
  readonly seq: number;
  readonly backfill: boolean;
  readonly link: boolean;
}

const take = Fleet.prototype.take;
Fleet.prototype.take = function tapped(sample, via = null) {
  const outcome = take.call(this, sample, via);
  const { hive_id: hive, backfill, reported } = sample;
  const told: Tapped = { hive, seq: reported.seq ?? -1, backfill, link: via !== null };
  if (outcome !== 'rival' && outcome !== 'full') process.send?.(told);
  return outcome;
};

const port = Number(process.argv[2]);
const queen = await buildQueen({ host: '127.0.0.1', port, version: '0.1.0' });
await queen.listen({ host: '127.0.0.1', port });
process.send?.('ready');
