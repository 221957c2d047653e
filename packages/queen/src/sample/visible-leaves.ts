import { type Flat, type Leaf, type Shape, visibleText } from '@rbee/contract';
import { cachedByShape } from './cached-by-shape.ts';

/**
 * A heartbeat with every text made visible ([H9]); the same object if no text changes. Leaves that equal those of `known`,
 * whose texts are visible, are not looked at again.
 */
export function withVisibleTexts(flat: Flat, known?: Flat): Flat {
  let leaves: Leaf[] | undefined;
  for (let index = 0; index < flat.leaves.length; index += 1) {
    const leaf = flat.leaves[index];
    if (typeof leaf !== 'string' || leaf === known?.leaves[index]) continue;
    const text = visibleText(leaf);
    if (text === leaf) continue;
    leaves ??= flat.leaves.slice();
    leaves[index] = text;
  }
  return leaves ? { shape: flat.shape, leaves } : flat;
}

/** JSON pointer to the first object with a field whose name is not visible ([H9]); null if there is none. */
export const unseenNameIn = cachedByShape((shape: Shape) => unseenNameBelow(shape, ''));

function unseenNameBelow({ keys, children }: Shape, pointer: string): string | null {
  if (keys.some((key) => visibleText(key) !== key)) return pointer;
  for (const [position, child] of children.entries()) {
    const found =
      child.children.length === 0 ? null : unseenNameBelow(child, `${pointer}/${keys[position] ?? position}`);
    if (found !== null) return found;
  }
  return null;
}
