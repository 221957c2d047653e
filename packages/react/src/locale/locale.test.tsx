// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { LocaleProvider, useLocale } from './index.ts';

afterEach(cleanup);

function Count() {
  const { text, locale } = useLocale();
  return <p>{`${locale}: ${text('state.busy')}, ${text('count.hives', { n: 1234 })}`}</p>;
}

test('without a provider the parts are English', () => {
  render(<Count />);
  expect(screen.getByText('en: busy, 1,234 hives')).toBeDefined();
});

test("texts and numbers are those of the reader's language once it is loaded", async () => {
  render(
    <LocaleProvider languages={['fr', 'de-AT']}>
      <Count />
    </LocaleProvider>,
  );
  expect(screen.getByText('en: busy, 1,234 hives')).toBeDefined();
  expect(await screen.findByText(/^de-AT: arbeitet, 1.234 Hives$/)).toBeDefined();
});
