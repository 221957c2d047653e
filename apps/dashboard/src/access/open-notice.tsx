import { useAccessText } from './use-access-text.ts';

/** Said for as long as anybody on the network may do anything. */
export function OpenNotice() {
  const text = useAccessText();
  return (
    <div className="notice notice--slim">
      <p role="status">{text('open')}</p>
    </div>
  );
}
