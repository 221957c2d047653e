/** The page's start: the one place that touches the document. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@rbee/queen-rbee-react/styles.css';
import './app.css';
import { App } from './app.tsx';
import { savedTheme, showTheme } from './theme-switch.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
showTheme(savedTheme());
createRoot(root).render(
  <StrictMode>
    <App queenUrl={location.origin} />
  </StrictMode>,
);
