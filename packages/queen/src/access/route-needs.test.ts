import { PAGE_ROUTES, ROUTES } from '@rbee/contract';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import type { Gate } from './gate.ts';
import { guardRoutes } from './guard-routes.ts';
import { needOf } from './route-needs.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

const hasNeed = (url: string): boolean =>
  METHODS.some((method) => {
    try {
      return needOf(method, url) !== undefined;
    } catch {
      return false;
    }
  });

test.each([...Object.values(ROUTES), ...Object.values(PAGE_ROUTES)])('%s has a need', (url) => {
  expect(hasNeed(url)).toBe(true);
});

test('a route without a need cannot be added', () => {
  const app = Fastify();
  guardRoutes(app, { asks: false } as Gate, () => null);
  expect(() => app.get('/v1/surprise', async () => 'hello')).toThrow(
    /GET \/v1\/surprise is not in the table/,
  );
});
