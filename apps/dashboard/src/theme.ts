/** The colour themes; `system` follows the operating system. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** A colour theme. */
export type Theme = (typeof THEMES)[number];

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
export function saveTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

/** Applies a theme to the page. */
export function showTheme(theme: Theme, page: HTMLElement = document.documentElement): void {
  if (theme === 'system') page.removeAttribute('data-rbee-theme');
  else page.setAttribute('data-rbee-theme', theme);
}
