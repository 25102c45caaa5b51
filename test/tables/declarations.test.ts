import { describe, expect, test } from 'vitest';
import { tables } from '../../src/tables/declarations/index.ts';

describe.each(Object.entries(tables))('table %s', (name, table) => {
  test('is declared under its own name', () => {
    expect(table.name).toBe(name);
  });

  test('stays below the 252 properties that a row may have, with its three system properties', () => {
    expect(Object.keys(table.columns).length + 3).toBeLessThan(252);
  });

  test('has column names in PascalCase and a meaning for each', () => {
    for (const [column, { meaning }] of Object.entries(table.columns)) {
      expect(column).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect(meaning, column).toMatch(/^\S.{4,}[.…]$/);
    }
  });
});
