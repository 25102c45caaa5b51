/** `npm start`: the whole pipeline on this machine, seen working, with a verdict at the end. */

import { buildFunctionsFor, givenToScript } from '../script.ts';
import { npmStart } from './npm-start.ts';
import { run } from './run.ts';
import { runToVerdict } from './run-to-verdict.ts';
import { writeStartFile } from './start-file.ts';
import { START } from './syntax.ts';

const { options } = givenToScript(START);
const startFile = await writeStartFile();
process.once('exit', startFile.remove);
buildFunctionsFor('start');
await runToVerdict(async (surroundings) => await run(await npmStart(options, startFile), surroundings));
