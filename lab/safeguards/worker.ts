/** The thread in which proofs run, one after another, each over a bundle of its own. */

import { parentPort } from 'node:worker_threads';
import type { Violation } from '../worlds/checker/violation.ts';
import { createBundler } from './bundle.ts';
import type { ProofName, Proofs } from './proofs/index.ts';
import type { Change } from './safeguard.ts';

/** What the thread is asked to carry out. */
export interface Question {
  readonly proof: ProofName;
  /** What is taken away; undefined for the program as it is. */
  readonly change: Change | undefined;
}

/** The rules that were broken, or why the proof could not be carried out. */
export type Finding =
  | { readonly violations: ReadonlyArray<Violation>; readonly error?: undefined }
  | { readonly violations?: undefined; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('this runs in a worker');
const bundler = await createBundler();

port.on('message', async (question: Question | 'end') => {
  if (question === 'end') {
    await bundler.end();
    port.close();
    return;
  }
  port.postMessage(await found(question));
});

async function found({ proof, change }: Question): Promise<Finding> {
  try {
    const { proofs } = (await import(await bundler.bundle(change))) as { readonly proofs: Proofs };
    return { violations: await proofs[proof]() };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
