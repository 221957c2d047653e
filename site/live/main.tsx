/** Runs one example of `docs/embedding.md`, that of `?example=`, with a fleet that is simulated in the page. */
import { HeartbeatProvider, LocaleProvider } from '@rbee/queen-rbee-react';
import { createHeartbeatStore, type HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { StrictMode, useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { Lab } from './examples/lab.tsx';
import { Monitor } from './examples/monitor.tsx';
import { describeFleet } from './examples/without-react.ts';
import { simulatedQueen } from './simulated-queen.ts';
import './live.css';

const store = createHeartbeatStore({
  baseUrl: location.origin,
  delta: false,
  fetch: simulatedQueen({ hives: 3, workers: 4, seed: 7 }),
});

/** A place for the example that needs no React. */
function WithoutReact({ store }: { readonly store: HeartbeatStore }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => (place.current ? describeFleet(place.current, store) : undefined), [store]);
  return <p ref={place} />;
}

const EXAMPLES: Readonly<Record<string, React.ReactNode>> = {
  monitor: <Monitor />,
  lab: <Lab />,
  'without-react': <WithoutReact store={store} />,
};

/** The colours that the reader of the site chose. */
function showTheme(theme: unknown): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['rbeeTheme'] = theme;
  else delete document.documentElement.dataset['rbeeTheme'];
}

function savedTheme(): string | null {
  try {
    return localStorage.getItem('rbee-site-theme');
  } catch {
    return null;
  }
}

showTheme(savedTheme());
addEventListener('message', ({ data, source }) => {
  if (source === parent) showTheme(data);
});
// Links of the examples lead nowhere: there is no page behind them.
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('a')) event.preventDefault();
});
const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
createRoot(root).render(
  <StrictMode>
    <HeartbeatProvider store={store}>
      <LocaleProvider languages={['en']}>
        {EXAMPLES[new URLSearchParams(location.search).get('example') ?? ''] ?? <Monitor />}
      </LocaleProvider>
    </HeartbeatProvider>
  </StrictMode>,
);
