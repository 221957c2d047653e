/** In a file of its own, because the code of the past is loaded after the first view. */
export { HistoryNotice } from '@rbee/queen-rbee-react';
