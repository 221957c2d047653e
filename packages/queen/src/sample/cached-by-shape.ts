import type { Shape } from '@rbee/contract';

/** Calls `make` once for each shape; the result lives as long as the shape. */
export function cachedByShape<T>(make: (shape: Shape) => T): (shape: Shape) => T {
  const made = new WeakMap<Shape, { readonly value: T }>();
  return (shape) => {
    const known = made.get(shape);
    if (known) return known.value;
    const value = make(shape);
    made.set(shape, { value });
    return value;
  };
}
