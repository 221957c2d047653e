/**
 * Calls when it is worth trying at once: the network came back, or the page was brought to the front.
 * Where there are no such events (Node) it never calls. The answer stops it.
 */
export function listenForWake(wake: () => void): () => void {
  const stopOnline = listen(globalThis, 'online', wake);
  if (typeof document === 'undefined') return stopOnline;
  const page = document;
  const stopVisible = listen(page, 'visibilitychange', () => {
    if (page.visibilityState === 'visible') wake();
  });
  return () => {
    stopOnline();
    stopVisible();
  };
}

function listen(target: Partial<EventTarget>, event: string, listener: () => void): () => void {
  target.addEventListener?.(event, listener);
  return () => target.removeEventListener?.(event, listener);
}
