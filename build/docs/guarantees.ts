/** Writes the tables of docs/guarantees.md; `--check` says whether they are current. */

import { readFile } from 'node:fs/promises';
import { writeOrCheck } from './generated-file.ts';
import { withSafeguards } from './guarantees-page.ts';

const PAGE = 'docs/guarantees.md';

const page = await readFile(new URL(`../../${PAGE}`, import.meta.url), 'utf8');
await writeOrCheck(PAGE, withSafeguards(page), { arguments: process.argv, regenerateWith: 'npm run docs' });
