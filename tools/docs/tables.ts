/** Writes docs/tables.md; with --check says whether it is current. */

import { writeOrCheck } from './generated-file.ts';
import { tablePages } from './table-pages.ts';

await writeOrCheck('docs/tables.md', tablePages(), {
  arguments: process.argv.slice(2),
  regenerateWith: 'npm run docs',
});
