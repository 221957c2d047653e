// Runs before the page is drawn, so that it does not flash in the wrong colours.
const root = document.documentElement;
const themes = ['system', 'light', 'dark'];
const marks = { system: '◐', light: '☀', dark: '☾' };

/** The theme that the reader chose; a browser may refuse to keep it. */
function savedTheme() {
  try {
    const saved = localStorage.getItem('rbee-site-theme');
    return themes.includes(saved) ? saved : 'system';
  } catch {
    return 'system';
  }
}

function show(theme) {
  root.dataset.theme = theme;
  const button = document.querySelector('.theme');
  if (button === null) return;
  button.textContent = marks[theme];
  button.setAttribute('aria-label', `Colours: ${theme === 'system' ? 'as the system' : theme}`);
}

show(savedTheme());
document.addEventListener('DOMContentLoaded', () => {
  // Again for the button, which was not there yet.
  show(root.dataset.theme);
  if (matchMedia('(max-width: 56rem)').matches) document.querySelector('.menu')?.removeAttribute('open');
  document.querySelector('.theme')?.addEventListener('click', () => {
    const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
    show(next);
    for (const frame of document.querySelectorAll('iframe')) frame.contentWindow?.postMessage(next, '*');
    try {
      localStorage.setItem('rbee-site-theme', next);
    } catch {
      // The choice then lasts for this page only.
    }
  });
});
