import { getHeapStatistics } from 'node:v8';

/** The JavaScript heap of a thread. */
export interface Heap {
  /** Bytes in use. */
  used(): number;
  /** `thoroughly` also drops compiled code that is not in use, which takes several times as long. */
  collectGarbage(thoroughly: boolean): void;
}

/** The heap of this thread; undefined if Node does not let programs collect garbage. */
export function ownHeap(): Heap | undefined {
  const { gc } = globalThis;
  return (
    gc && {
      used: () => getHeapStatistics().used_heap_size,
      collectGarbage: (thoroughly) => gc({ type: 'major', flavor: thoroughly ? 'last-resort' : 'regular' }),
    }
  );
}

/** Growth of the heap in bytes after which garbage is collected. */
const HEAP_STEP_BYTES = 3 * 1024 * 1024;

/** The collection that is thorough: the first one after the start, whose code is then no longer in use. */
const THOROUGH = 2;

/**
 * Returns a function that collects garbage if the heap has grown by 3 MiB since the last collection, or does nothing
 * without a heap. V8 itself lets a heap of 10 MiB grow by tens of MiB first, and does not return that memory to the
 * system.
 */
export function heapLimiter(heap: Heap | undefined): () => void {
  if (!heap) return () => {};
  let afterCollection = 0;
  let collections = 0;
  return () => {
    if (heap.used() < afterCollection + HEAP_STEP_BYTES) return;
    collections += 1;
    heap.collectGarbage(collections === THOROUGH);
    afterCollection = heap.used();
  };
}
