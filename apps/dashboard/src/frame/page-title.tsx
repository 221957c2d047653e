import { type FleetPicture, type Locale, useLocale } from '@rbee/queen-rbee-react';
import { useEffect } from 'react';
import { standingOf } from './connection.tsx';

/** The title of the tab: the problems and the workers, so that a tab in the background tells them. */
export function PageTitle({
  picture,
  problems,
  name,
}: {
  readonly picture: FleetPicture;
  readonly problems: number;
  readonly name: string | undefined;
}) {
  const { text } = useLocale();
  const parts = [name, wordsOf(picture, text), 'rbee'].filter((part) => part !== undefined && part !== '');
  return <title>{`${problems > 0 ? `(${problems}) ` : ''}${parts.join(' · ')}`}</title>;
}

function wordsOf(picture: FleetPicture, text: Locale['text']): string {
  switch (standingOf(picture)) {
    case 'waiting':
      return '';
    case 'lost':
      return text('page.title.lost');
    default:
      return text('count.workers', { n: picture.workers.length });
  }
}

/** Shows the icon of the tab with a dot while there is something to look at. */
export function useFavicon(hasDot: boolean): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon) return;
    const plain = icon.href.replace('favicon-dot.svg', 'favicon.svg');
    icon.href = hasDot ? plain.replace('favicon.svg', 'favicon-dot.svg') : plain;
  }, [hasDot]);
}
