/** Distance of a box from what it explains, and from the edges of the screen, pixels. */
const GAP = 6;
const EDGE = 8;

/** Closes the box that is open: there is at most one in a page. */
let closeOther: (() => void) | undefined;

/**
 * Shows a box beside what it explains until `onClose` is called: by Escape, by a press elsewhere, when another box opens, or when its
 * anchor is scrolled out of sight. The returned function ends it. A browser without popovers shows the box where it is.
 */
export function openBox(box: HTMLElement, anchor: HTMLElement, onClose: () => void): () => void {
  closeOther?.();
  closeOther = onClose;
  box.showPopover?.();
  place(box, anchor);
  const leave = new AbortController();
  const whileOpen = { signal: leave.signal, capture: true, passive: false };
  // Before all others: Escape closes the box alone, and neither a dialog around it nor the filter of the page.
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      if (box.contains(document.activeElement)) anchor.focus();
      onClose();
    },
    whileOpen,
  );
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (target instanceof Node && !box.contains(target) && !anchor.contains(target)) onClose();
    },
    whileOpen,
  );
  const follow = (): void => {
    if (isInSight(anchor)) place(box, anchor);
    else onClose();
  };
  window.addEventListener('scroll', follow, whileOpen);
  window.addEventListener('resize', follow, whileOpen);
  return () => {
    leave.abort();
    if (closeOther === onClose) closeOther = undefined;
  };
}

function isInSight(anchor: HTMLElement): boolean {
  const { top, bottom } = anchor.getBoundingClientRect();
  return bottom >= 0 && top <= window.innerHeight;
}

/** Below the anchor, or above it where there is no room; within the screen. */
function place(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const middle = at.left + at.width / 2 - width / 2;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(EDGE, Math.min(middle, clientWidth - width - EDGE));
  const isBelow = at.bottom + GAP + height <= clientHeight - EDGE || at.top < height + GAP + EDGE;
  const top = isBelow ? at.bottom + GAP : at.top - GAP - height;
  box.style.setProperty('left', `${left.toFixed(0)}px`);
  box.style.setProperty('top', `${top.toFixed(0)}px`);
}
