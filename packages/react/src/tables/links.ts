import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import type { PeekList } from '../peek-list.ts';

/** How a part opens a worker in the host page. */
export interface WorkerLinks {
  /** The address of a worker. */
  readonly hrefOf: (worker: FleetWorker) => string;
  /** Called instead of following the address. */
  readonly onOpen?: ((worker: FleetWorker) => void) | undefined;
  /** Called for Space, and for a click beside the link: a short look at the worker, with all texts in full. */
  readonly onPeek?: ((worker: FleetWorker, list: PeekList<FleetWorker>) => void) | undefined;
  /** Id of the worker that the host shows in a short look: it is marked, and the others keep their places. */
  readonly peeked?: string | undefined;
}
