/** The generated pages and pictures, by path: each from what it is now, of which some keep what is written by hand. */

import { commandsPage } from './commands-page.ts';
import { commandsPicture } from './commands-picture.ts';
import { playExample } from './example/example.ts';
import { withSafeguards } from './guarantees-page.ts';
import { readmePage } from './readme-page.ts';
import { settingsPage } from './settings-page.ts';
import { tablesPage } from './tables-page.ts';

export const pages: Readonly<Record<string, (current: string) => string | Promise<string>>> = {
  'README.md': readmePage,
  'docs/tables.md': async () => tablesPage(await playExample()),
  'docs/commands.md': commandsPage,
  'docs/settings.md': settingsPage,
  'docs/guarantees.md': withSafeguards,
  'docs/callrecords.svg': commandsPicture,
};
