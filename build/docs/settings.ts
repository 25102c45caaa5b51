/** Writes docs/settings.md; `--check` says whether it is current. */

import { writeOrCheck } from './generated-file.ts';
import { settingsPage } from './settings-page.ts';

await writeOrCheck('docs/settings.md', settingsPage(), {
  arguments: process.argv,
  regenerateWith: 'npm run docs',
});
