/**
 * A table service that makes its pages as they are asked for, in a process of its own: a day of 50,000 calls would take
 * Azurite gigabytes. It knows the requests that summing up a day, showing and exporting it make, and no others.
 *
 *   node table-service.ts <calls>
 *
 * Writes its connection string and what the day is as JSON. A message changes one call.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import { createDayOfCalls } from './day-of-calls.ts';

const calls = Number(process.argv[2]);
const day = await createDayOfCalls(calls);

/** Entities of QualitySummaries, by RowKey. */
const summaries = new Map<string, string>();

/** Entities of People, by RowKey. */
const people = new Map<string, string>();

const HOURS_OF_COVERAGE = 720;

/** The hours of 30 days, up to the end of the day. */
const coverage = Array.from({ length: HOURS_OF_COVERAGE }, (_, hour) => {
  const from = Date.parse(`${day.day}T23:00:00Z`) - hour * HOUR_MS;
  const count = Math.ceil(calls / 24);
  return JSON.stringify({
    'odata.etag': 'W/"1"',
    PartitionKey: day.tenantId,
    RowKey: new Date(from).toISOString().slice(0, 'yyyy-MM-ddTHH'.length),
    Listed: count,
    Stored: count,
    'CheckedAt@odata.type': 'Edm.DateTime',
    CheckedAt: new Date(from + 24 * HOUR_MS).toISOString(),
  });
}).reverse();

const server = createServer((request, response) => {
  // As all answers of storage.
  response.setHeader('x-ms-request-id', '1');
  void answer(request, response);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const [, table] = /^\/bench\/(\$batch|\w+)/.exec(decodeURIComponent(url.pathname)) ?? [];
  const body = await text(request);
  if (table === '$batch') return keepBatch(body, response);
  if (request.method !== 'GET') {
    if (request.method === 'PUT') keep(body);
    response.writeHead(204, { etag: 'W/"1"' }).end();
    return;
  }
  const columns = (url.searchParams.get('$select') ?? '').split(',').filter((column) => column !== '');
  const from = Number(url.searchParams.get('NextRowKey') ?? 0);
  const filter = url.searchParams.get('$filter') ?? '';
  // A call's streams stand beside those of others; a day's are read without their row keys.
  const [, streamsOf] = /RowKey ge '([^'_]*)/.exec(filter) ?? [];
  if (table === 'CallsByDay' || (table === 'MediaStreams' && streamsOf === undefined)) {
    const { entities, next } = day.page(table, from, columns);
    give(response, entities, next);
  } else if (table === 'MediaStreams') {
    giveSome(response, url, (part) => day.ofCall(table, streamsOf ?? '', columns, part));
  } else if (table === 'CallRecords') {
    const [, callId = ''] = /PartitionKey='([^']*)'/.exec(decodeURIComponent(url.pathname)) ?? [];
    giveOne(response, day.ofCall(table, callId, columns)[0]);
  } else if (table === 'Participants' || table === 'Sessions' || table === 'Segments') {
    const [, callId = ''] = /PartitionKey eq '([^']*)'/.exec(filter) ?? [];
    giveSome(response, url, (part) => day.ofCall(table, callId, columns, part));
  } else if (table === 'CallsByUser') {
    const keys = /PartitionKey='([^']*)',RowKey='([^']*)'/.exec(decodeURIComponent(url.pathname));
    const partitionKey = (keys ?? /PartitionKey eq '([^']*)'/.exec(filter))?.[1] ?? '';
    const rows = day.ofUser(partitionKey);
    if (keys === null) give(response, rows, undefined);
    else
      giveOne(
        response,
        rows.find((row) => row.includes(`"RowKey":"${keys[2]}"`)),
      );
  } else if (table === 'Coverage') {
    give(response, coverage, undefined);
  } else if (table === 'People') {
    const [, rowKey = ''] = /RowKey='([^']*)'/.exec(decodeURIComponent(url.pathname)) ?? [];
    giveOne(response, people.get(rowKey));
  } else if (table === 'QualitySummaries') {
    const [, rowKey] = /RowKey='([^']*)'/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (rowKey === undefined) give(response, summariesIn(filter), undefined);
    else giveOne(response, summaries.get(rowKey));
  } else give(response, [], undefined);
}

function give(response: ServerResponse, entities: ReadonlyArray<string>, next: number | undefined): void {
  const headers = { 'content-type': 'application/json;odata=minimalmetadata' };
  const continuation = {
    'x-ms-continuation-NextPartitionKey': 'day',
    'x-ms-continuation-NextRowKey': `${next}`,
  };
  response.writeHead(200, next === undefined ? headers : { ...headers, ...continuation });
  response.end(`{"value":[${entities.join()}]}`);
}

/** A page, as large as it is asked for. */
function giveSome(
  response: ServerResponse,
  { searchParams }: URL,
  rows: (part: { readonly from: number; readonly count: number }) => ReadonlyArray<string>,
): void {
  const from = Number(searchParams.get('NextRowKey'));
  const count = Number(searchParams.get('$top'));
  // Of one more it is seen that the page is not the last.
  const found = rows({ from, count: count + 1 });
  give(response, found.slice(0, count), found.length > count ? from + count : undefined);
}

function giveOne(response: ServerResponse, entity: string | undefined): void {
  response.writeHead(entity === undefined ? 404 : 200, {
    'content-type': 'application/json;odata=minimalmetadata',
  });
  response.end(entity ?? '{"odata.error":{"code":"ResourceNotFound"}}');
}

function keepPerson(entity: string): void {
  const { RowKey, ...cells } = JSON.parse(entity) as Record<string, string>;
  people.set(String(RowKey), JSON.stringify({ 'odata.etag': 'W/"1"', RowKey, ...cells }));
}

function keep(entity: string): void {
  const { RowKey, ...cells } = JSON.parse(entity) as Record<string, string>;
  summaries.set(String(RowKey), JSON.stringify({ 'odata.etag': 'W/"1"', RowKey, ...cells }));
}

/** All, or those from one row key to before another. */
function summariesIn(filter: string): ReadonlyArray<string> {
  const [, from = ''] = /RowKey ge '([^']*)'/.exec(filter) ?? [];
  const [, before = '\uffff'] = /RowKey lt '([^']*)'/.exec(filter) ?? [];
  return [...summaries].filter(([rowKey]) => rowKey >= from && rowKey < before).map(([, entity]) => entity);
}

const PART = '--changesetresponse_1\r\nContent-Type: application/http\r\n\r\n';

function keepBatch(body: string, response: ServerResponse): void {
  const entities = body.split('\r\n').filter((line) => line.startsWith('{'));
  const keepRow = body.includes('/People(') ? keepPerson : keep;
  for (const entity of entities) keepRow(entity);
  const answers = entities.map(() => `${PART}HTTP/1.1 204 No Content\r\nETag: W/"1"\r\n\r\n\r\n`);
  const text = `--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n${answers.join('')}--changesetresponse_1--\r\n--batchresponse_1--\r\n`;
  response.writeHead(202, { 'content-type': 'multipart/mixed; boundary=batchresponse_1' }).end(text);
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const { tenantId, streams, rows } = day;
const connectionString = `DefaultEndpointsProtocol=http;AccountName=bench;AccountKey=QQ==;QueueEndpoint=http://127.0.0.1:${port}/bench;TableEndpoint=http://127.0.0.1:${port}/bench;`;
process.stdout.write(`${JSON.stringify({ connectionString, tenantId, day: day.day, streams, rows })}\n`);
process.on('message', () => {
  day.change();
  process.send?.('changed');
});
