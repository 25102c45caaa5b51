/** Writes docs/tables.md; with --check says whether it is current. */

import { playExample } from './example/example.ts';
import { writeOrCheck } from './generated-file.ts';
import { tablesPage } from './tables-page.ts';

await writeOrCheck('docs/tables.md', tablesPage(await playExample()), {
  arguments: process.argv.slice(2),
  regenerateWith: 'npm run docs',
});
