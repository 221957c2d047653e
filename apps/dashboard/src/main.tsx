/** The page's start: the one place that touches the document. */
import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@rbee/queen-rbee-react/styles.css';
import './app.css';
import { App } from './app.tsx';
import { queenAddress } from './queen-address.ts';
import { savedTheme, showTheme } from './theme-switch.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
showTheme(savedTheme());
const queenUrl = queenAddress(import.meta.url);
createRoot(root).render(
  <StrictMode>
    <HeartbeatProvider baseUrl={queenUrl}>
      <App queenUrl={queenUrl} />
    </HeartbeatProvider>
  </StrictMode>,
);
