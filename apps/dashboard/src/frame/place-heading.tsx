import { useEffect, useRef } from 'react';
import { useAddress } from './use-address.tsx';
import { returnTo } from './visits.ts';

/**
 * The heading of a page, for screen readers. It gets the focus when the reader comes to another page, so that it is announced; Back and
 * Forward lead to where the reader was instead. Who is typing a filter goes on typing.
 */
export function PlaceHeading({ name }: { readonly name: string }) {
  const { place, returned } = useAddress();
  const heading = useRef<HTMLHeadingElement>(null);
  const path = JSON.stringify(place);
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    const toHeading = (): void => {
      if (!(document.activeElement instanceof HTMLInputElement))
        heading.current?.focus({ preventScroll: true });
    };
    if (returned) return returnTo(returned, toHeading);
    toHeading();
    return undefined;
  }, [path, returned]);
  return (
    <h1 ref={heading} tabIndex={-1} className="rbee-hidden">
      {name}
    </h1>
  );
}
