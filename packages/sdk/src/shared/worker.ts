/** The program of the worker that all pages of a browser share. It has no exports. */
import { StreamHub } from './hub.ts';
import { channelOf, type PageMessage, type WorkerMessage } from './messages.ts';

/** The part of `SharedWorkerGlobalScope` that is used; TypeScript has it only without the types of pages. */
interface WorkerScope {
  onconnect: (event: MessageEvent) => void;
}

const hub = new StreamHub((...request) => fetch(...request));
const scope = globalThis as unknown as WorkerScope;
scope.onconnect = ({ ports }) => {
  for (const port of ports) hub.connect(channelOf<WorkerMessage, PageMessage>(port));
};
