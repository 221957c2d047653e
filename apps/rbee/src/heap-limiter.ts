import { getHeapStatistics } from 'node:v8';

/** The JavaScript heap of a thread. */
export interface Heap {
  /** Bytes in use. */
  used(): number;
  collectGarbage(): void;
}

/** The heap of this thread; undefined if Node does not let programs collect garbage. */
export function ownHeap(): Heap | undefined {
  const collectGarbage = globalThis.gc;
  return collectGarbage && { used: () => getHeapStatistics().used_heap_size, collectGarbage };
}

/** Growth of the heap in bytes after which garbage is collected. */
const HEAP_STEP_BYTES = 4 * 1024 * 1024;

/**
 * Returns a function that collects garbage if the heap has grown by 4 MiB since the last collection, or does nothing
 * without a heap. V8 itself lets a
 * heap of 10 MiB grow by tens of MiB first, and does not return that memory to the system.
 */
export function heapLimiter(heap: Heap | undefined): () => void {
  if (!heap) return () => {};
  let afterCollection = 0;
  return () => {
    if (heap.used() < afterCollection + HEAP_STEP_BYTES) return;
    heap.collectGarbage();
    afterCollection = heap.used();
  };
}
