import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { readLocalSettings } from '../../../src/cli/local-settings.ts';
import { loadFunctionApp } from '../function-app.ts';
import { createHost } from '../host.ts';
import { readHostJson } from '../host-json.ts';
import { type BuiltFunctionApp, buildFunctionApp } from './built-function-app.ts';

const apps: Array<BuiltFunctionApp> = [];
afterEach(() => Promise.all(apps.splice(0).map((app) => app.remove())));

async function built(source: string): Promise<BuiltFunctionApp> {
  const app = await buildFunctionApp(source);
  apps.push(app);
  return app;
}

const greeting = (text: string) => `
  import { app } from '@azure/functions';
  app.http('greet', { handler: () => ({ jsonBody: '${text}' }) });
`;

describe('a built function app', () => {
  test('runs in the process that loads it, beside others, each with its own copy of the library', async () => {
    const hosts = ['one', 'two'].map(async (text) => {
      const { directory } = await built(greeting(text));
      return { directory, text };
    });
    for (const { directory, text } of await Promise.all(hosts)) {
      const host = await createHost({ app: await loadFunctionApp(directory), settings: {} });
      expect(await (await host.http('/api/greet')).json()).toBe(text);
    }
  });

  test('that throws while it loads is refused with the reason', async () => {
    const { directory } = await built('throw new Error("CallRecordStorage is not set")');
    await expect(loadFunctionApp(directory)).rejects.toThrow(
      /functions\.js does not load:.*CallRecordStorage is not set/,
    );
  });

  test('that finds its settings invalid is refused in its own words, without a stack', async () => {
    const { directory } = await built(`
      class InvalidSettings extends Error { override readonly name = 'InvalidSettings'; }
      throw new InvalidSettings('Invalid settings:\\n  - GRAPH_TENANT_ID is missing');
    `);
    await expect(loadFunctionApp(directory)).rejects.toThrow(
      /^Invalid settings:\n {2}- GRAPH_TENANT_ID is missing\nGive them in local\.settings\.json; local\.settings\.sample\.json shows how\.$/,
    );
  });

  test('that registers nothing is refused', async () => {
    const { directory } = await built('export {}');
    await expect(loadFunctionApp(directory)).rejects.toThrow('No function was registered');
  });

  test('needs a "main" in its package.json', async () => {
    const { directory, path } = await built(greeting('hello'));
    await writeFile(path('package.json'), '{}');
    await expect(loadFunctionApp(directory)).rejects.toThrow(/package\.json names no "main"/);
  });

  test('needs a host.json that is JSON', async () => {
    const { directory, path } = await built(greeting('hello'));
    await writeFile(path('host.json'), '{');
    expect(() => readHostJson(directory)).toThrow(/host\.json cannot be read: .*JSON/);
  });
});

describe('local.settings.json', () => {
  const settings = async (text: string) => {
    const { directory, path } = await built(greeting('hello'));
    await writeFile(path('local.settings.json'), text);
    return readLocalSettings(directory);
  };

  test('gives its values', async () => {
    const document = { IsEncrypted: false, Values: { A: 'a' }, Host: { LocalHttpPort: 7071 } };
    expect(await settings(JSON.stringify(document))).toEqual({ A: 'a' });
  });

  test('is refused with every value that is not a text', async () => {
    await expect(settings('{ "Values": { "PORT": 7071, "GOOD": "", "OTHER": {} } }')).rejects.toThrow(
      /local\.settings\.json is invalid: Values\.PORT must be a string; Values\.OTHER must be a string$/,
    );
  });

  test('is refused when it is encrypted, or not JSON', async () => {
    await expect(settings('{ "IsEncrypted": true }')).rejects.toThrow('only the Core Tools read');
    await expect(settings('{')).rejects.toThrow('is not valid JSON');
  });
});
