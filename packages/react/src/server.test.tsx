import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ConnectionStatus, HeartbeatMonitor, HeartbeatProvider, useHeartbeat } from './index.ts';
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

function Broken() {
  const { data, loading, error } = useHeartbeat('/queen');
  return <p>{data ? 'data' : loading ? 'Connecting…' : error}</p>;
}

test('a server renders the error of an invalid address', () => {
  expect(renderToString(<Broken />)).toMatch(/^<p>baseUrl must be an http or https address such as /);
  const provided = renderToString(
    <HeartbeatProvider baseUrl="queen">
      <ConnectionStatus />
    </HeartbeatProvider>,
  );
  expect(provided).toContain('No connection to the queen');
});
