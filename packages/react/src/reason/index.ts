/** Why something is not known, told where it stands: on a click, on the focus of the keyboard, and by touch. */
export { Figure } from './figure.tsx';
export { NotKnown, type NotKnownProps, reasonWords } from './not-known.tsx';
export { OfKnown } from './of-known.tsx';
export { Reason, type ReasonProps, ReasonsInWords, ReasonsOfRow } from './reason.tsx';
export { clickedRow, entryOf, entryProps, INSIDE, moveInRow, rowIdOf } from './row-keys.ts';
