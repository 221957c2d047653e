/** Filtered, sorted and paged lists of hives and workers ([Q]). */
export { hivePage, workerPage } from './fleet-lists.ts';
export { type ListQuery, parseListQuery } from './list-query.ts';
