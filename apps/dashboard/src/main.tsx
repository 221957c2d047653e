/** The page's start: the one place that mounts it. */
// First, as it opens the stream.
import './stream.ts';
import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@rbee/queen-rbee-react/styles.css';
import './app.css';
import './frame/bar.css';
import './frame/dialogs.css';
import './pages/peek.css';
import { App } from './app.tsx';
import { savedPreferences, showPreferences } from './frame/index.ts';
import { queenUrl, store } from './stream.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
showPreferences(savedPreferences());
createRoot(root).render(
  <StrictMode>
    <HeartbeatProvider store={store}>
      <App queenUrl={queenUrl} store={store} />
    </HeartbeatProvider>
  </StrictMode>,
);
