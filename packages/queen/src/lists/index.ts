/** Filtered, sorted and paged lists of hives and workers ([Q]). */
export { hivePage, type ListedFleet, workerPage } from './fleet-lists.ts';
export { type ListQuery, parseListQuery } from './list-query.ts';
