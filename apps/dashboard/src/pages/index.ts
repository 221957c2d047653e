/** What each address shows. */
export { Content } from './content.tsx';
