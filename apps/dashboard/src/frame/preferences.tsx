import { LANGUAGES, type Language } from '@rbee/queen-rbee-react';
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { savedText, saveText } from '../storage.ts';

/** What a reader chose for all pages; kept for the next visit. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'compact' | 'comfortable';
  /** `auto` is that of the browser. */
  readonly language: 'auto' | Language;
}

/** The values of each preference, the usual one first. */
export const PREFERENCE_VALUES: {
  readonly [K in keyof Preferences]: readonly [Preferences[K], ...Preferences[K][]];
} = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  language: ['auto', ...(Object.keys(LANGUAGES) as Language[])],
};

const NAMES = Object.keys(PREFERENCE_VALUES) as (keyof Preferences)[];
const keyOf = (name: keyof Preferences): string => `rbee-${name}`;

/** The saved preferences; the usual ones where none is saved, or the browser blocks localStorage. */
export function savedPreferences(): Preferences {
  const saved = NAMES.map((name) => {
    const text = savedText('localStorage', keyOf(name));
    return [name, PREFERENCE_VALUES[name].find((it) => it === text) ?? PREFERENCE_VALUES[name][0]];
  });
  return Object.fromEntries(saved) as unknown as Preferences;
}

/** Shows theme and density by attributes of the page. */
export function showPreferences({ theme, density }: Omit<Preferences, 'language'>): void {
  const page = document.documentElement;
  if (theme === 'system') page.removeAttribute('data-rbee-theme');
  else page.setAttribute('data-rbee-theme', theme);
  page.setAttribute('data-rbee-density', density);
}

interface Chosen {
  readonly preferences: Preferences;
  readonly choose: <K extends keyof Preferences>(name: K, value: Preferences[K]) => void;
}

const PreferencesContext = createContext<Chosen | null>(null);

/** Keeps the preferences; `density` of the address counts before the saved one. */
export function PreferencesProvider({
  density,
  children,
}: {
  readonly density: Preferences['density'] | 'auto';
  readonly children: ReactNode;
}) {
  const [preferences, setPreferences] = useState(savedPreferences);
  const shown = density === 'auto' ? preferences.density : density;
  useLayoutEffect(
    () => showPreferences({ theme: preferences.theme, density: shown }),
    [preferences.theme, shown],
  );
  const chosen = useMemo(
    (): Chosen => ({
      preferences,
      choose: (name, value) => {
        // If it cannot be kept, it still counts for this visit.
        saveText('localStorage', keyOf(name), value);
        setPreferences((before) => ({ ...before, [name]: value }));
      },
    }),
    [preferences],
  );
  return <PreferencesContext.Provider value={chosen}>{children}</PreferencesContext.Provider>;
}

/** The preferences and the way to change them. */
export function usePreferences(): Chosen {
  const chosen = useContext(PreferencesContext);
  if (!chosen) throw new Error('usePreferences needs a <PreferencesProvider> around it');
  return chosen;
}
