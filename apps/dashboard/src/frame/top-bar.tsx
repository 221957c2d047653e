import { type FleetPicture, useLocale } from '@rbee/queen-rbee-react';
import type { ReactNode } from 'react';
import type { Place } from '../address.ts';
import { ConnectionWords } from './connection.tsx';
import { IconButton } from './icon-button.tsx';
import { Link, useAddress } from './use-address.tsx';

const PAGES = [
  { page: 'fleet', current: ['fleet', 'hive', 'worker'] },
  { page: 'models', current: ['models', 'model'] },
  { page: 'problems', current: ['problems'] },
] as const satisfies readonly {
  page: Place['page'];
  current: readonly Place['page'][];
}[];

interface TopBarProps {
  readonly picture: FleetPicture;
  readonly problems: number;
  readonly search: ReactNode;
  readonly logo: string;
  /** Who is signed in. */
  readonly account: ReactNode;
  readonly onDisplay: () => void;
  readonly onHelp: () => void;
}

/** The bar at the top of every page: where one is, the filter, and whether what is shown is current. */
export function TopBar({ picture, problems, search, logo, account, onDisplay, onHelp }: TopBarProps) {
  const { text } = useLocale();
  const { place } = useAddress();
  return (
    <header className="bar">
      <p className="brand">
        <Link to={{ page: 'fleet' }} className="brand-link">
          <img src={logo} alt="" width="22" height="22" />
          <span className="brand-word">rbee</span>
        </Link>
      </p>
      <nav className="pages">
        {PAGES.map(({ page, current }) => (
          <Link
            key={page}
            to={{ page }}
            className="pages-link"
            isCurrent={place !== null && current.some((it) => it === place.page)}
          >
            {text(`page.${page}`)}
            {page === 'problems' && problems > 0 && <span className="pages-count">{problems}</span>}
          </Link>
        ))}
      </nav>
      {search}
      <ConnectionWords picture={picture} />
      <div className="tools">
        <IconButton label={text('page.display')} title={text('page.display')} onClick={onDisplay}>
          <path d="M2 5h7M13 5h1M2 11h1M7 11h7M11 3v4M5 9v4" />
        </IconButton>
        <IconButton label={text('page.help')} title={text('page.help')} onClick={onHelp}>
          <path d="M5.8 6.2a2.2 2.2 0 1 1 3.3 1.9c-.8.4-1.1.9-1.1 1.7M8 12.4v.1" />
        </IconButton>
        {account}
      </div>
    </header>
  );
}
