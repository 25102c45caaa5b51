import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withSafeguards } from '../../build/docs/guarantees-page.ts';

describe('docs/guarantees.md', () => {
  it('has the safeguards as the lists have them, with tests that are there (otherwise: npm run docs)', async () => {
    const page = await readFile('docs/guarantees.md', 'utf8');
    expect(page).toBe(withSafeguards(page));
  });
});
