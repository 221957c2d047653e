export { createNursery, type FakeChild } from './fake-child.ts';
