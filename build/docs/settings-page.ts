/** docs/settings.md, from the settings' schema. */

import * as z from 'zod/mini';
import { Settings, settingNotes } from '../../src/settings.ts';

/** The whole page, in Markdown. */
export function settingsPage(): string {
  const rows = Object.entries(Settings.shape).map(([name, schema]) => {
    const { description = '', unit, example } = settingNotes.get(schema) ?? {};
    const cells = [`\`${name}\``, description, ifNotOf(schema), unit ?? '', `\`${String(example)}\``];
    return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `# Settings

Generated from the schema in \`src/settings.ts\`: \`npm run docs\` writes this page.

The app reads its settings from the environment: application settings in Azure, \`local.settings.json\` on your machine. It
checks all of them when it starts. If settings are missing or wrong, one message names all of them, and the app does not
start. An empty setting counts as missing.

| setting | meaning | if not set | unit | example |
|---|---|---|---|---|
${rows.join('\n')}

The queue trigger uses the same \`CallRecordStorage\` settings. Use a connection string only on your own machine and in
tests; queues and tables are then created at start. In Azure connect with an identity, and let the template create them.
`;
}

function ifNotOf(schema: z.ZodMiniType): string {
  if (schema instanceof z.ZodMiniDefault) return `\`${String(schema.def.defaultValue)}\``;
  return schema instanceof z.ZodMiniOptional ? 'not used' : '**must be set**';
}
