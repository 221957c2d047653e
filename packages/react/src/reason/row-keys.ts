/**
 * Moves the focus among what a row has for it, the link that opens it and its reasons, by the arrows to the left and to the right.
 * False if the key does not lead anywhere.
 */
export function moveAmongReasons(target: Element, key: string): boolean {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const row = target.closest('[data-rbee-row]');
  if (step === undefined || !row) return false;
  const stops = [...row.querySelectorAll<HTMLElement>('[data-rbee-entry], [data-rbee-reason]')];
  const next = stops[stops.findIndex((it) => it.contains(target)) + step];
  next?.focus();
  return next !== undefined;
}
