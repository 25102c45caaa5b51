/** The thread in which proofs run, one after another, each over a bundle of its own. */

import { parentPort } from 'node:worker_threads';
import { createBundler } from './bundle.ts';
import type { Finding, Question } from './messages.ts';
import type { Proofs } from './proofs/index.ts';

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
