import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { settingsPage } from '../../build/docs/settings-page.ts';
import { Settings } from '../../src/config.ts';

it('docs/settings.md is what the schema says', async () => {
  expect(await readFile('docs/settings.md', 'utf8')).toBe(settingsPage());
});

it.each(Object.entries(Settings.shape))(
  '%s is documented with a meaning and an example it accepts',
  (_, schema) => {
    const { description, example } = schema.meta() ?? {};
    expect(String(description)).toMatch(/\.$/);
    expect(schema.safeParse(example).success).toBe(true);
  },
);
