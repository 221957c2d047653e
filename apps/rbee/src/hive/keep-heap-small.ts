/** Growth of the heap after which it is collected, bytes. */
const STEP_BYTES = 4 * 1024 * 1024;

export interface Heap {
  /** Bytes of it in use. */
  used(): number;
  /** Collects all garbage. */
  collect(): void;
}

/**
 * Gives a function that collects garbage when the heap has grown by 4 MiB since it was last collected. Left to itself
 * V8 lets a heap of 10 MiB grow by tens before it looks, and gives nothing back to the system.
 */
export function keepHeapSmall(heap: Heap): () => void {
  let floor = 0;
  return () => {
    if (heap.used() < floor + STEP_BYTES) return;
    heap.collect();
    floor = heap.used();
  };
}
