/** The page of a queen that no hive reports to: what a hive is, and how to start one. */
export function NoHives({ queenUrl }: { readonly queenUrl: string }) {
  return (
    <section className="notice" aria-label="No hive yet">
      <h2>No hive reports yet</h2>
      <p>
        A hive is the small agent that watches the inference servers of one machine. Start one on each machine
        that you want to see here, in a clone of the project after <code>npm install</code>:
      </p>
      <pre>
        <code>npx rbee hive --queen-url {queenUrl}</code>
      </pre>
      <p>
        <code>npm start</code> starts the queen and a hive for its own machine together. On another machine
        put the name or address of the queen's machine into the address above; the queen takes calls from
        other machines only when it was started with <code>--host 0.0.0.0 --insecure-no-access-control</code>,
        and then everybody on that network can read the fleet and send heartbeats.
      </p>
    </section>
  );
}
