import { type Flat, type Leaf, visibleText } from '@rbee/contract';

/**
 * A heartbeat with every text made visible ([H9]); the same object if no text changes. Leaves that equal those of `known`,
 * whose texts are visible, are not looked at again. The names of fields are ASCII ([W2]).
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
