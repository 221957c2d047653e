/**
 * Calls `run` with a signal that is aborted with the first of `signals`, and rejects with that signal's reason even
 * if `run` does not heed it. Afterwards nothing listens to them any more. `AbortSignal.any` would do less, and
 * browsers from before 2024 lack it.
 */
export async function withSignals<T>(
  signals: readonly AbortSignal[],
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = new Promise<never>((_, reject) => {
    for (const one of signals) {
      const abort = (): void => {
        reject(one.reason);
        controller.abort(one.reason);
      };
      if (one.aborted) abort();
      else one.addEventListener('abort', abort, { signal });
    }
  });
  try {
    return await Promise.race([aborted, run(signal)]);
  } finally {
    controller.abort();
  }
}

/** A signal that is aborted after that time; `AbortSignal.timeout`, which browsers from before 2022 lack. */
export function timeoutSignal(ms: number): AbortSignal {
  if (typeof AbortSignal.timeout === 'function') return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
  return controller.signal;
}
