/** Says what sample workers are. */
export function SampleNotice() {
  return (
    <p className="notice notice--slim">
      <strong>Sample workers are shown:</strong> real processes that come with rbee and stop with it. Start an
      inference server, and it shows here by itself.
    </p>
  );
}
