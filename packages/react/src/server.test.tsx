import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ConnectionStatus, HeartbeatMonitor, useHeartbeat } from './index.ts';
import { hiveOf } from './testing.ts';

function Page() {
  const { data, loading } = useHeartbeat('http://localhost:7833');
  return (
    <main>
      {loading && 'waiting'}
      {data?.timestamp}
      <ConnectionStatus />
      <HeartbeatMonitor workersOnline={1} hivesOnline={1} hives={[hiveOf()]} />
    </main>
  );
}

test('a server renders the page without data and opens no connection', () => {
  const html = renderToString(<Page />);
  expect(html).toContain('waiting');
  expect(html).toContain('Connecting to the queen…');
  expect(html).toContain('llm/8080');
});
