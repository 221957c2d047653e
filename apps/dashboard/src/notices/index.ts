export { NoHives } from './no-hives.tsx';
export { NoQueen } from './no-queen.tsx';
export { SampleNotice } from './sample-notice.tsx';
