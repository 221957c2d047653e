/** Calls `ended` once when the npm that started this process has ended. Returns a function that stops watching. */
export function whenNpmEnds(ended: () => void): () => void;
