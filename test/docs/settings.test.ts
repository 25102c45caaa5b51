import { expect, it } from 'vitest';
import { Settings, settingNotes } from '../../src/settings.ts';

it.each(Object.entries(Settings.shape))(
  '%s is documented with a meaning and an example that it accepts',
  (_, schema) => {
    const { description, example } = settingNotes.get(schema) ?? {};
    expect(String(description)).toMatch(/\.$/);
    expect(schema.safeParse(example).success).toBe(true);
  },
);
