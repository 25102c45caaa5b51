import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { healthReasons } from '../../src/health/health-reasons.ts';
import { alertsOf } from './alerts.ts';
import { compiledTemplate, isCompiled } from './compiled.ts';
import { ofType } from './differences.ts';
import { type Query, readQuery } from './kusto.ts';
import { registeredFunctions } from './registered.ts';
import { writtenEvents } from './written-events.ts';

const Workbook = z.object({
  items: z.array(
    z.looseObject({ name: z.string(), content: z.looseObject({ query: z.string().optional() }) }),
  ),
});

const HostJson = z.object({
  extensions: z.object({ http: z.object({ routePrefix: z.string() }) }),
  logging: z.object({
    applicationInsights: z.object({ samplingSettings: z.object({ excludedTypes: z.string() }) }),
  }),
});

/** Names that stand in the source: no compiler is needed to check them. */
async function queriesOfFiles(): Promise<ReadonlyArray<readonly [string, string]>> {
  const files = (await readdir('infra/queries')).map(async (file) => {
    return [file, await readFile(`infra/queries/${file}`, 'utf8')] as const;
  });
  const workbook = Workbook.parse(JSON.parse(await readFile('infra/workbook.json', 'utf8')));
  const charts = workbook.items.flatMap(({ name, content }) =>
    content.query === undefined ? [] : [[`workbook ${name}`, content.query] as const],
  );
  return [...(await Promise.all(files)), ...charts];
}

const queries = new Map((await queriesOfFiles()).map(([name, text]) => [name, readQuery(text)]));
const events = await writtenEvents();
const functionNames = [...(await registeredFunctions()).keys()];

/** What a query asks for and the program does not write. */
function unwritten({ event, fields, comparisons }: Query): ReadonlyArray<string> {
  const written = event === undefined ? undefined : events.get(event);
  const missing = [...fields]
    .filter((field) => written?.has(field) !== true)
    .map((field) => `${event}.${field}`);
  const strangers = (known: ReadonlyArray<string>, what: string) =>
    [...(comparisons.get(what) ?? [])].filter((name) => !known.includes(name));
  return [
    ...(event !== undefined && written === undefined ? [event] : missing),
    ...strangers(Object.keys(healthReasons), 'reason'),
    ...strangers(functionNames, 'OperationName'),
  ];
}

describe.each([...queries])('the query %s', (_, query) => {
  it('is understood, and names columns that there are', () => {
    expect(query.problems).toEqual([]);
  });

  it('asks for events, fields, reasons and functions that the program has', () => {
    expect(unwritten(query)).toEqual([]);
  });
});

it('a query that asks for what nobody writes is noticed', () => {
  const query = readQuery(`AppTraces
    | where Message startswith '{"event":"callRecordIngested"'
    | extend ingested = parse_json(Message)
    | mv-expand reason = split(tostring(ingested.outcomes), ',') to typeof(string)
    | where reason in ('tablesUnreachable', 'tired') and OperationName == 'ingest' and Colour == 'red'`);
  expect(query.problems.join()).toContain("'Colour'");
  expect(unwritten(query)).toEqual(['callRecordIngested.outcomes', 'tired', 'ingest']);
});

describe.runIf(isCompiled)('the alerts', () => {
  const alerts = isCompiled ? alertsOf(compiledTemplate()) : [];

  it('use every query there is', async () => {
    const files = (await readdir('infra/queries')).map((file) => file.replace(/\.kql$/, ''));
    expect(alerts.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it.each(alerts)(
    '$name measures and splits by columns of its query',
    ({ read, measure, splitBy, aggregation }) => {
      if (measure !== undefined) expect(read.columns).toContain(measure);
      if (splitBy !== undefined) expect(read.columns).toContain(splitBy);
      // Rows are counted, columns are measured.
      expect(aggregation === 'Count').toBe(measure === undefined);
    },
  );

  it('tell of each reason for which health fails as its table says, and of none twice', () => {
    const tellsOf = (alert: string) =>
      Object.entries(healthReasons).flatMap(([code, reason]) => (reason.alert === alert ? [code] : []));
    const compared = (alert: string) =>
      [...(alerts.find(({ name }) => name === alert)?.read.comparisons.get('reason') ?? [])].sort();
    const others = Object.keys(healthReasons).filter((code) => !tellsOf('health-failing').includes(code));
    expect(compared('health-failing')).toEqual(others.sort());
    expect(compared('no-notifications')).toEqual(tellsOf('no-notifications'));
    // These measure what the reasons are seen by, not the reasons.
    expect(tellsOf('dead-letters').sort()).toEqual(['deadLetters', 'poisonedMessages']);
    expect(tellsOf('pending-too-old')).toEqual(['pendingTooOld']);
    const known = new Set(alerts.map(({ name }) => name));
    for (const { alert } of Object.values(healthReasons)) expect([...known, 'none']).toContain(alert);
  });

  it('tell of a slow webhook before Graph gives it up after three seconds', () => {
    const slow = alerts.find(({ name }) => name === 'webhook-slow');
    expect(Number(slow?.threshold)).toBeLessThan(3_000);
    // Within a shorter time a small tenant would never have the ten requests that the query wants.
    expect(slow?.windowSize).toBe('PT1H');
  });

  it('ask from outside what the health function answers to anybody', async () => {
    const { extensions } = HostJson.parse(JSON.parse(await readFile('host.json', 'utf8')));
    const health = (await registeredFunctions()).get('health');
    const trigger = Object.values(health?.metadata.bindings ?? {}).find(({ type }) => type === 'httpTrigger');
    expect(trigger).toMatchObject({ route: 'health', authLevel: 'anonymous', methods: ['GET'] });
    const [test] = ofType(compiledTemplate(), 'Microsoft.Insights/webtests');
    expect(test?.properties).toMatchObject({
      Request: { RequestUrl: `[format('{0}/${extensions.http.routePrefix}/health', parameters('origin'))]` },
      ValidationRules: { ExpectedHttpStatusCode: 200 },
    });
  });

  it('are told to people by mail, the one from outside too', () => {
    const template = compiledTemplate();
    const [group] = ofType(template, 'Microsoft.Insights/actionGroups');
    expect(JSON.stringify(group?.properties)).toContain('emailReceivers');
    const [outside] = ofType(template, 'Microsoft.Insights/metricAlerts');
    expect(outside?.properties.actions).toHaveLength(1);
  });
});

it('no log line is left out by sampling: alerts count them', async () => {
  const { logging } = HostJson.parse(JSON.parse(await readFile('host.json', 'utf8')));
  const { excludedTypes } = logging.applicationInsights.samplingSettings;
  expect(excludedTypes.split(';').sort()).toEqual(['Exception', 'Request', 'Trace']);
});
