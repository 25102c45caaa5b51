import { describe, expect, it } from 'vitest';
import { whereToLook } from '../where-to-look.ts';

type Places = Parameters<typeof whereToLook>[0];

const unpainted = (_style: string, text: string) => text;
const PLACES = {
  azurite: { ports: { blob: 10_000, queue: 10_001, table: 10_002 }, usesDefaultPorts: true },
  graphUrl: 'http://127.0.0.1:4280',
  functionsUrl: 'http://127.0.0.1:7072',
  callId: '0a1b2c3d-0000-4000-8000-000000000001',
  former: undefined,
} as unknown as Places;

const textOf = (places: Places) => whereToLook(places, unpainted).join('\n');

describe('where npm start says to look', () => {
  it('names another start in the folder, whose place in ./callrecords it takes', () => {
    const former = { pid: 545, statusUrl: 'http://127.0.0.1:7071/api/status' };
    const text = textOf({ ...PLACES, former });
    expect(text).toContain('Another npm start runs in this folder: process 545, http://127.0.0.1:7071.\n');
    expect(text).toMatch(/callrecords now asks this one/);
  });

  it('says nothing of another start where none runs', () => {
    expect(textOf(PLACES)).not.toContain('Another npm start');
  });
});
