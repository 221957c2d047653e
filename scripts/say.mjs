/** A mistake that one sentence explains: shown without a stack trace, exit 2. */
export class Plain extends Error {}

/** Runs a script's main and shows a `Plain` error as its sentence. */
export async function main(run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof Plain)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
