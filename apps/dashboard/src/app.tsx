import { LocaleProvider, QueenClock, useFleetPicture, useLocale, useProblems } from '@rbee/queen-rbee-react';
import { type HeartbeatStore, parseFilter } from '@rbee/queen-rbee-sdk';
import { useMemo, useState } from 'react';
import { AccessGate, AccessProvider, AccountMenu, useAccess } from './access/index.ts';
import type { Place } from './address.ts';
import {
  AddressProvider,
  DisplayDialog,
  FilterChips,
  HelpDialog,
  NewestSample,
  PageTitle,
  PlaceHeading,
  PreferencesProvider,
  SearchField,
  standingOf,
  TopBar,
  useAddress,
  useFavicon,
  useKeyboard,
  usePreferences,
} from './frame/index.ts';
import { Notices } from './notices.tsx';
import { Content, PeekPanel, PeekProvider, usePeek } from './pages/index.ts';
import { useOlderPage } from './use-older-page.ts';

/** The whole page: its address, preferences and language around the frame. */
export function App({ queenUrl, store }: { readonly queenUrl: string; readonly store: HeartbeatStore }) {
  const { pathname } = new URL(queenUrl);
  return (
    <AddressProvider base={pathname.replace(/\/$/, '')}>
      <AccessProvider store={store}>
        <WithPreferences queenUrl={queenUrl} />
      </AccessProvider>
    </AddressProvider>
  );
}

function WithPreferences({ queenUrl }: { readonly queenUrl: string }) {
  const { view } = useAddress();
  return (
    <PreferencesProvider density={view.density}>
      <WithLanguage queenUrl={queenUrl} />
    </PreferencesProvider>
  );
}

function WithLanguage({ queenUrl }: { readonly queenUrl: string }) {
  const { language } = usePreferences().preferences;
  const languages = useMemo(() => (language === 'auto' ? undefined : [language]), [language]);
  return (
    <LocaleProvider languages={languages}>
      <QueenClock>
        <AccessGate>
          <PeekProvider>
            <Frame queenUrl={queenUrl} />
          </PeekProvider>
        </AccessGate>
      </QueenClock>
    </LocaleProvider>
  );
}

/** The bar, the notices and the content of the place; in a kiosk the content alone. */
function Frame({ queenUrl }: { readonly queenUrl: string }) {
  const { text } = useLocale();
  const picture = useFleetPicture();
  const { place, view, go, change } = useAddress();
  const { state: access } = useAccess();
  const problems = useProblems(picture.hives);
  // What is only worth a note needs nobody now.
  const count = problems.filter(({ severity }) => severity !== 'note').length;
  const [dialog, setDialog] = useState<'help' | 'display' | null>(null);
  const filter = useMemo(() => parseFilter(view.q), [view.q]);
  const found = useMemo(
    () => (filter.terms.length === 0 ? picture.workers : picture.workers.filter(filter.matches)),
    [filter, picture.workers],
  );
  const { peeked, close } = usePeek();
  const keys = useMemo(
    () => ({
      search: () => document.getElementById('search')?.focus(),
      help: () => setDialog('help'),
      go,
      change,
      clear: () => (peeked ? close() : change({ q: '' })),
    }),
    [go, change, peeked, close],
  );
  useKeyboard(keys);
  useFavicon(count > 0);
  // A screen on a wall is loaded again, too, though it shows no notice.
  const older = useOlderPage();
  const onFilter = (q: string): void =>
    place?.page === 'fleet' ? change({ q }) : go({ page: 'fleet' }, { q });
  return (
    <div className={`page page--${standingOf(picture)}`}>
      <PageTitle picture={picture} problems={count} name={nameOf(place)} />
      {view.kiosk ? (
        <p className="kiosk-age">
          <NewestSample picture={picture} />
        </p>
      ) : (
        <TopBar
          picture={picture}
          problems={count}
          logo={`${queenUrl}/favicon.svg`}
          search={<SearchField text={view.q} filter={filter} workers={picture.workers} onChange={onFilter} />}
          account={access?.me && <AccountMenu />}
          onDisplay={() => setDialog('display')}
          onHelp={() => setDialog('help')}
        />
      )}
      <main className="main">
        <PlaceHeading name={nameOf(place) ?? text(headingOf(place))} />
        {!view.kiosk && <Notices {...{ picture, queenUrl, older }} />}
        {!view.kiosk && (
          <FilterChips text={view.q} filter={filter} found={found.length} onChange={onFilter} />
        )}
        <Content {...{ picture, found, filter, problems, queenUrl }} />
      </main>
      {peeked && <PeekPanel picture={picture} />}
      {dialog === 'display' && <DisplayDialog onClose={() => setDialog(null)} />}
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(null)} />}
    </div>
  );
}

function headingOf(place: Place | null) {
  if (place === null) return 'page.notFound';
  return place.page === 'accessPart' ? 'page.access' : (`page.${place.page as 'fleet'}` as const);
}

/** The name of what the place is about, for the title of the tab. */
function nameOf(place: Place | null): string | undefined {
  switch (place?.page) {
    case 'hive':
      return place.hive_id;
    case 'worker':
      return `${place.hive_id}/${place.group}/${place.instance}`;
    case 'model':
      return place.name;
    default:
      return undefined;
  }
}
