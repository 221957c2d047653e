import { systemName } from '../format/index.ts';
import type { HiveData } from '../telemetry/index.ts';

/** What it means that a hive lists no worker: nothing runs there, or nothing can be seen there. */
export function NoWorkers({ hive }: { readonly hive: HiveData }) {
  const { node } = hive;
  if (node?.unknown?.['workers'] === 'not_exposed') {
    return (
      <p className="rbee-note">
        Workers cannot be seen on {systemName(node.os)}. The figures of the machine above are real.
      </p>
    );
  }
  if (hive.health === 'down') return <p className="rbee-note">No worker ran here when it was last heard.</p>;
  return (
    <p className="rbee-note">
      No inference server runs here. Start one, such as <code>llama-server</code> or <code>vllm serve</code>,
      and it shows within a few seconds.
    </p>
  );
}
