/** `npm run chaos`: two hosts over one storage, one killed again and again while calls flow. */

import { buildFunctionsFor, givenToScript } from '../script.ts';
import { runToVerdict } from '../start/run-to-verdict.ts';
import { run } from './run.ts';
import { CHAOS } from './syntax.ts';

const { options } = givenToScript(CHAOS);
buildFunctionsFor('chaos');
await runToVerdict((surroundings) => run(options, surroundings));
