/** What a person can choose: the system's own, or one of the two. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** A choice of light and dark. */
export type Theme = (typeof THEMES)[number];

const KEY = 'rbee-theme';

/** The kept choice; the system's where none is kept, or where the browser keeps nothing for this page. */
export function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Keeps a choice for the next visit. Where the browser keeps nothing for this page, it holds for this visit. */
export function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

/** Puts a choice on the page. */
export function showTheme(theme: Theme, page: HTMLElement = document.documentElement): void {
  if (theme === 'system') page.removeAttribute('data-rbee-theme');
  else page.setAttribute('data-rbee-theme', theme);
}
