// npm run check and npm run fix: types, lint, format and the directions of imports.

import { spawnSync } from 'node:child_process';
import { givenToScript } from '../lab/script.ts';
import { EXIT } from '../src/cli/exit.ts';

const isFix = process.env.npm_lifecycle_event === 'fix';

givenToScript({
  name: isFix ? 'npm run fix --' : 'npm run check --',
  summary: `${isFix ? 'Fixes what can be fixed, then checks' : 'Checks'} types, lint, format and the directions of imports.`,
  options: {},
});

const biome = ['biome', 'check', '--error-on-warnings', ...(isFix ? ['--write'] : []), '.'];
const steps = [biome, ['tsc', '--noEmit'], [process.execPath, 'build/import-rules.ts']];
// npm puts the project's programs on the path.
const failed = steps.filter(
  ([program = '', ...args]) =>
    spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0,
);
if (failed.length > 0) process.exitCode = EXIT.foundWrong;
