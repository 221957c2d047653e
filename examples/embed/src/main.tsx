/** A page of somebody else, with the parts of `@rbee/queen-rbee-react` in it. */
import { HeartbeatProvider, LocaleProvider, QueenClock } from '@rbee/queen-rbee-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@rbee/queen-rbee-react/styles.css';
import './lab.css';
import { LabStatus } from './lab-status.tsx';

/** The queen of the address, such as `?queen=http://gpu-1:7833`; else one on this machine. */
const queen = new URLSearchParams(location.search).get('queen') ?? 'http://localhost:7833';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
createRoot(root).render(
  <StrictMode>
    <HeartbeatProvider baseUrl={queen}>
      <LocaleProvider>
        <QueenClock>
          <LabStatus />
        </QueenClock>
      </LocaleProvider>
    </HeartbeatProvider>
  </StrictMode>,
);
