export { createDrmReaders } from './drm-readers.ts';
