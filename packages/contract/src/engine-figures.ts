/** Figures of an engine (section E) that are whole numbers on the wire. */
export const WHOLE_ENGINE_FIGURES: ReadonlySet<string> = new Set([
  'slots',
  'requests_running',
  'requests_waiting',
  'preemptions',
  'requests_finished',
  'requests_failed',
]);
