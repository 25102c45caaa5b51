/** `npm run chaos`: two hosts over one storage, one killed again and again while calls flow. */

import { buildFunctionsFor, givenToScript } from '../script.ts';
import { run } from '../start/run.ts';
import { runToVerdict } from '../start/run-to-verdict.ts';
import { chaos } from './chaos.ts';
import { CHAOS } from './syntax.ts';

const { options } = givenToScript(CHAOS);
await runToVerdict(async (surroundings) => {
  buildFunctionsFor('chaos');
  return await run(await chaos(options), surroundings);
});
