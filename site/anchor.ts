/** What GitHub leaves out of the anchor of a heading: everything but letters, digits, spaces, `-` and `_`. */
const LEFT_OUT = /[^\p{L}\p{N}\p{M} _-]/gu;

/**
 * Makes the anchors of the headings of one document, as GitHub does: call it with the text of each heading, in order. A text
 * that occurred before gets a number.
 */
export function anchorMaker(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const anchor = heading.trim().toLowerCase().replace(LEFT_OUT, '').replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
}
