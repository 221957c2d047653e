/** Lists without a stream: filtered, sorted, paged ([Q]). */
export { listHives, listWorkers } from './fleet-lists.ts';
export { type ListQuery, parseListQuery } from './list-query.ts';
