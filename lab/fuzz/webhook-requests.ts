/** Requests to the webhook: its two paths, queries with and without a handshake, headers of all kinds. */

import fc, { type Arbitrary } from 'fast-check';
import { anyText, noMembers, weighted } from './json-texts.ts';
import { type Bytes, webhookBody } from './webhook-bodies.ts';

export interface FuzzedRequest {
  readonly method: string;
  readonly path: '/api/notifications' | '/api/lifecycle';
  readonly query: Query;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Bytes;
}

/** A query and what it asks of the webhook. */
export type Query = {
  /** As it stands behind the question mark; without one when empty. */
  readonly text: string;
} & (
  | { readonly asks: 'nothing' }
  /** Graph's handshake: the token, decoded once, must come back. */
  | { readonly asks: 'handshake'; readonly token: string }
  /** Something like it, which gets no echo. */
  | { readonly asks: 'refusal' }
  /** Escapes that escape nothing: either answer will do. */
  | { readonly asks: 'anything' }
);

/** The longest token that the webhook gives back, in characters. */
const LONGEST_TOKEN = 4_096;

const tokenText: Arbitrary<string> = weighted(
  [6, fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })],
  [3, fc.constant('Validation: Testing client application reachability for subscription Request-Id: 1')],
  [
    4,
    fc.constantFrom(
      ' ',
      '+',
      '%',
      '%2B',
      '%252B',
      'a+b c',
      '&',
      '=',
      '#',
      '?',
      '😀',
      '<script>',
      '\r\n',
      '\u0000',
      '\ufeff',
    ),
  ],
  [1, fc.integer({ min: LONGEST_TOKEN - 1, max: LONGEST_TOKEN + 1 }).map((length) => 'x'.repeat(length))],
);

/** Every way in which a text may be written in a query so that it decodes to itself. */
const encode: Arbitrary<(text: string) => string> = fc.constantFrom(
  encodeURIComponent,
  (text: string) => encodeURIComponent(text).replaceAll('%20', '+'),
  (text: string) =>
    encodeURIComponent(text).toLowerCase().replaceAll('%20', '+') === text ? text : everyByte(text),
  everyByte,
);

function everyByte(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

const handshake: Arbitrary<Query> = fc
  .tuple(
    tokenText,
    encode,
    fc.constantFrom('', 'a=1&', '&&', 'validationtoken=no&', 'code=x%3Dy&'),
    fc.constantFrom('', '&b=2', '&'),
  )
  .map(([token, encoded, before, after]) => ({
    text: `${before}validationToken=${encoded(token)}${after}`,
    ...(token.length <= LONGEST_TOKEN ? { asks: 'handshake', token } : { asks: 'refusal' }),
  }));

const query: Arbitrary<Query> = weighted(
  [30, fc.constant<Query>({ text: '', asks: 'nothing' })],
  [4, handshake],
  [
    1,
    fc.constantFrom<Query>(
      ...[
        'validationToken=',
        'validationToken',
        'validationToken=a&validationToken=a',
        'x=1&validationToken=&validationToken=b',
        'validation%54oken=',
      ].map((text) => ({ text, asks: 'refusal' as const })),
    ),
  ],
  [
    2,
    fc
      .oneof(
        fc.constantFrom(
          'validationtoken=a',
          'VALIDATIONTOKEN=a',
          'token=a',
          'validationToken%3Da',
          'xvalidationToken=a',
          '=',
        ),
        fc.string({ unit: 'binary', maxLength: 20 }).map((value) => `code=${encodeURIComponent(value)}`),
      )
      .map<Query>((text) => ({ text, asks: 'nothing' })),
  ],
  [
    1,
    fc
      .constantFrom('%', '%z1', '%ff', '%ed%a0%80', '%C0%AF')
      .map<Query>((text) => ({ text: `validationToken=${text}`, asks: 'anything' })),
  ],
);

/** What a header may hold: Latin-1 without control characters. */
const headerValue = anyText.map((text) => text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '').trim());

const header: Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(
    fc.constant('content-type'),
    fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'x',
      '',
    ),
  ),
  fc.tuple(
    fc.constant('content-length'),
    fc.constantFrom('0', '1', '-1', '1048576', '1048577', '99999999999999999999', 'abc', ''),
  ),
  fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'br', 'identity', '?')),
  fc.tuple(
    fc.constant('traceparent'),
    fc.oneof(
      headerValue,
      fc.constantFrom(
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
        'ff',
        `${'0'.repeat(300)}`,
      ),
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      'host',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-functions-key',
      'authorization',
      'cookie',
      'expect',
      'x-http-method-override',
      'accept',
      'origin',
      'tracestate',
      'client-request-id',
    ),
    headerValue,
  ),
  fc.tuple(
    fc
      .string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz-'), minLength: 1, maxLength: 12 })
      .map((name) => `x-${name}`),
    headerValue,
  ),
);

export const anyRequest: Arbitrary<FuzzedRequest> = fc.record({
  method: weighted(
    [40, fc.constant('POST')],
    [1, fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS')],
  ),
  path: fc.constantFrom('/api/notifications', '/api/notifications', '/api/lifecycle'),
  query,
  headers: weighted([1, noMembers], [1, fc.array(header, { maxLength: 4 })]),
  body: webhookBody,
});

/** The request as `fetch` takes it: GET and HEAD have no body there. */
export function toRequestInit({ method, headers, body }: FuzzedRequest): RequestInit {
  const own = new Map(headers);
  return { method, headers: Object.fromEntries(own), ...(['GET', 'HEAD'].includes(method) ? {} : { body }) };
}

/** The request in short, its body as text. */
export function show({ method, path, query, headers, body }: FuzzedRequest): string {
  const head = `${method} ${path}?${query.text} ${JSON.stringify(headers)}`;
  return `${head} (${body.byteLength} bytes)\n${Buffer.from(body).toString('utf8')}`;
}
