/** What a reply means: its status and Graph's error code decide, and a message only where one code stands for two things. */

import { isJsonObject, type Json, type JsonObject, parseJson } from '../../language/json.ts';
import { GraphFailure, type GraphFailureKind } from '../../ports/graph.ts';
import type { Fault, GraphRequest, Reply } from './exchange.ts';
import { retryAt } from './retry-after.ts';

export type Verdict =
  | { readonly kind: 'done'; readonly body: JsonObject; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: GraphFailure }
  /** The token was refused; another one may be accepted. */
  | { readonly kind: 'tokenRefused'; readonly failure: GraphFailure }
  /** Graph names the time to come back (the failure's retryAt), or throttles without naming one. */
  | { readonly kind: 'throttled'; readonly failure: GraphFailure }
  /** A fault that is expected to pass. */
  | { readonly kind: 'transient'; readonly failure: GraphFailure };

type AnsweredReply = Extract<Reply, { kind: 'answer' }>;
type Details = ConstructorParameters<typeof GraphFailure>[2];

/** Codes are words such as `TooManyRequests` or `Request_ResourceNotFound`; anything else stays out of our logs. */
const ERROR_CODE = /^[\w.:-]{1,100}$/;

/** What the reply to a request means; `now` is when it came. */
export function verdictOn(request: GraphRequest, reply: Reply, now: Date): Verdict {
  return reply.kind === 'answer' ? verdictOnAnswer(request, reply, now) : verdictOnFault(request, reply);
}

function verdictOnAnswer(request: GraphRequest, answer: AnsweredReply, now: Date): Verdict {
  const { status, text } = answer;
  if (status >= 200 && status <= 299) return verdictOnSuccess(request, answer, now);
  return verdictOnRefusal(request, answer, { status, error: errorIn(parsed(text)) }, now);
}

/** What was refused, as its status says. */
function verdictOnRefusal(
  request: GraphRequest,
  answer: AnsweredReply,
  { status, error }: { readonly status: number; readonly error: JsonObject | undefined },
  now: Date,
): Verdict {
  const code = codeIn(error);
  const conflictsWith = status === 409 ? idIn(error) : undefined;
  const about = [answer.status, code, conflictsWith && `(${conflictsWith})`]
    .filter((part) => part !== undefined)
    .join(' ');
  const details = {
    status: answer.status,
    ...(code === undefined ? {} : { code }),
    ...(conflictsWith === undefined ? {} : { conflictsWith }),
    clientRequestId: answer.clientRequestId,
  };
  const comeBackAt = retryAt(
    { retryAfter: answer.headers.get('Retry-After'), date: answer.headers.get('Date') },
    now,
  );
  const retry = comeBackAt === undefined ? {} : { retryAt: comeBackAt };
  const isQuota = status === 403 && request.method === 'POST' && isOfQuota(error);
  const kind = isQuota ? 'quotaReached' : kindOf(status);
  const failure = fail(request, kind, about, { ...details, ...retry });

  if (status === 401) return { kind: 'tokenRefused', failure };
  if (status === 429) return { kind: 'throttled', failure };
  if (status >= 500 && comeBackAt !== undefined) return { kind: 'throttled', failure };
  if (status >= 500 || status === 408) return { kind: 'transient', failure };
  return { kind: 'failed', failure };
}

/**
 * A service that fails after it has begun to answer 2xx writes its error into the body. It means what it means with a
 * status of its own; a code that is not known here is a fault that may pass.
 * https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_InStreamError
 */
const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ['InvalidAuthenticationToken', 401],
  ['Forbidden', 403],
  ['NotFound', 404],
  ['TooManyRequests', 429],
]);

function kindOf(status: number): GraphFailureKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'notFound';
    case 408:
      return 'unavailable';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      return REJECTIONS.has(status) ? 'rejected' : 'unavailable';
  }
}

/**
 * What is wrong with the request itself stays wrong. Any other status (a redirect, a proxy's 405 or 407, a gateway's 421 or
 * 451) comes from something between us and Graph, and may go as it came.
 */
const REJECTIONS: ReadonlySet<number> = new Set([400, 410, 413, 414, 422]);

/**
 * What is not JSON was cut off, or written by a proxy: it may be right the next time. JSON that is not what the
 * contract says stays wrong.
 */
function verdictOnSuccess(request: GraphRequest, answer: AnsweredReply, now: Date): Verdict {
  if (request.method === 'DELETE' && answer.text.trim() === '') return { kind: 'done', body: {}, text: '' };
  const details = { status: answer.status, clientRequestId: answer.clientRequestId };
  const malformed = (about: string): Verdict => ({
    kind: 'failed',
    failure: fail(request, 'malformed', about, details),
  });
  try {
    const body = parseJson(answer.text);
    if (!isJsonObject(body)) return malformed('the answer is not an object');
    const error = errorIn(body);
    if (error === undefined) return { kind: 'done', body, text: answer.text };
    const status = STATUS_OF_CODE.get(codeIn(error) ?? '') ?? 500;
    return verdictOnRefusal(request, answer, { status, error }, now);
  } catch (error) {
    // Other than over its syntax, parsing fails only when the stack ends: a call record is ten levels deep.
    if (!(error instanceof SyntaxError)) return malformed('the answer is nested too deeply');
    return { kind: 'transient', failure: fail(request, 'unavailable', 'the answer is not JSON', details) };
  }
}

function verdictOnFault(request: GraphRequest, reply: Extract<Reply, { kind: 'noAnswer' }>): Verdict {
  const { fault, clientRequestId } = reply;
  const about = `${FAULT_WORDS[fault.kind]} ${fault.detail}`.trim();
  switch (fault.kind) {
    case 'connection':
    case 'timeLimit':
      return { kind: 'transient', failure: fail(request, 'unavailable', about, { clientRequestId }) };
    case 'noToken':
      return { kind: 'failed', failure: fail(request, 'unauthorized', about, { clientRequestId }) };
    case 'tooLarge':
      return { kind: 'failed', failure: fail(request, 'malformed', about, { clientRequestId }) };
  }
}

const FAULT_WORDS: Readonly<Record<Fault['kind'], string>> = {
  connection: 'the connection failed:',
  timeLimit: 'no answer',
  noToken: 'no token:',
  tooLarge: 'the answer goes',
};

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    // A proxy's page: the status says enough.
    return undefined;
  }
}

/** Graph's error object; what else may be called `error` has neither a code nor a message. */
function errorIn(body: Json | undefined): JsonObject | undefined {
  const error = isJsonObject(body) ? body.error : undefined;
  if (!isJsonObject(error)) return undefined;
  return [error.code, error.message].some((part) => typeof part === 'string') ? error : undefined;
}

function codeIn(error: JsonObject | undefined): string | undefined {
  const code = error?.code;
  return typeof code === 'string' && ERROR_CODE.test(code) ? code : undefined;
}

function messageIn(error: JsonObject | undefined): string {
  return typeof error?.message === 'string' ? error.message : '';
}

/** The id in "Subscription Id <> already exists for the requested combination". */
function idIn(error: JsonObject | undefined): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(messageIn(error))?.[0];
}

/** ExtensionError is the code of a missing permission too. Seen: "Maximum number of subscriptions has been reached". */
function isOfQuota(error: JsonObject | undefined): boolean {
  return /\b(maximum number|quota|limit)\b/i.test(messageIn(error));
}

function fail(request: GraphRequest, kind: GraphFailureKind, about: string, details: Details): GraphFailure {
  return new GraphFailure(kind, `${request.method} ${request.route}: ${about}`, details);
}
