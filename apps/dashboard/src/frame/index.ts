/** What is around the content of every page: the bar with the filter, addresses, keys, preferences and dialogs. */
export { NewestSample, standingOf } from './connection.tsx';
export { Dialog, DisplayDialog, HelpDialog } from './dialogs.tsx';
export { IconButton } from './icon-button.tsx';
export { PageTitle, useFavicon } from './page-title.tsx';
export { PlaceHeading } from './place-heading.tsx';
export { PreferencesProvider, savedPreferences, showPreferences, usePreferences } from './preferences.tsx';
export { FilterChips, SearchField } from './search-field.tsx';
export { TopBar } from './top-bar.tsx';
export { AddressProvider, Link, useAddress } from './use-address.tsx';
export { useKeyboard } from './use-keyboard.ts';
