/** `npm start`: the whole pipeline on this machine, seen working, with a verdict at the end. */

import { buildFunctionsFor, givenToScript } from '../script.ts';
import { npmStart } from './npm-start.ts';
import { run } from './run.ts';
import { runToVerdict } from './run-to-verdict.ts';
import { writeStartFile } from './start-file.ts';
import { START } from './syntax.ts';

const { options } = givenToScript(START);
// Ctrl-C is listened for from here on: without a listener it would end the process and leave the file.
await runToVerdict(async (surroundings) => {
  const startFile = await writeStartFile();
  process.once('exit', startFile.remove);
  buildFunctionsFor('start');
  return await run(await npmStart(options, startFile), surroundings);
});
