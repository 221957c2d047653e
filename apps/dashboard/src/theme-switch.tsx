import { useState } from 'react';

/** The colour themes with their icons; `system` follows the operating system. */
const ICONS = {
  system: 'M2.5 3.5h11v7h-11zM5.5 13.5h5M8 10.5v3',
  light:
    'M8 5.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  dark: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z',
};

type Theme = keyof typeof ICONS;
const THEMES = Object.keys(ICONS) as Theme[];

const KEY = 'rbee-theme';

/** The saved theme; `system` if none is saved or the browser blocks localStorage. */
export function savedTheme(): Theme {
  try {
    const saved = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === saved) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Saves a theme for the next visit; does nothing if the browser blocks localStorage. */
function saveTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

/** Applies a theme to the page. */
export function showTheme(theme: Theme): void {
  const page = document.documentElement;
  if (theme === 'system') page.removeAttribute('data-rbee-theme');
  else page.setAttribute('data-rbee-theme', theme);
}

/** Chooses between the colours of the system, light and dark, and saves the choice. */
export function ThemeSwitch() {
  const [chosen, setChosen] = useState(savedTheme);
  const choose = (theme: Theme) => {
    saveTheme(theme);
    showTheme(theme);
    setChosen(theme);
  };
  return (
    <fieldset className="theme">
      <legend className="rbee-hidden">Colours</legend>
      {THEMES.map((theme) => (
        <label key={theme} className="theme-choice" title={`Colours: ${theme}`}>
          <input
            type="radio"
            name="theme"
            className="rbee-hidden"
            checked={theme === chosen}
            onChange={() => choose(theme)}
          />
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={ICONS[theme]} />
          </svg>
          <span className="rbee-hidden">{theme}</span>
        </label>
      ))}
    </fieldset>
  );
}
