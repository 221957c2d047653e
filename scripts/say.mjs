/** An error that one sentence explains. It is shown without a stack trace; the exit status is 2. */
export class Plain extends Error {}

/** Runs the main function of a script. Of a `Plain` error only the sentence is shown. */
export async function main(run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof Plain)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
