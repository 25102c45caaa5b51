/** One request to Graph and its answer, whole, with one line in the log. */

import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpHeaders,
  type HttpMethods,
  isRestError,
  type Pipeline,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { type JsonObject, stringifyJson } from '../../language/json.ts';
import type { Log, LogFields } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { TokenUnavailable } from '../steady-credential.ts';
import { createClientRequestId } from './client-request-id.ts';

/** A request as it is made once; asking again makes another of the same words. */
export interface GraphRequest {
  readonly method: Extract<HttpMethods, 'GET' | 'POST' | 'PATCH' | 'DELETE'>;
  readonly url: URL;
  /** The path with names in place of ids: what logs and errors call the request. */
  readonly route: string;
  /** Ids that may stand in the log. */
  readonly subject: LogFields;
  readonly body?: JsonObject;
  /** Members that a page may have at most, where fewer are usual; Graph may send fewer all the same. */
  readonly pageSize?: number;
}

/** What came back. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: HttpHeaders;
      readonly text: string;
      readonly clientRequestId: string;
    }
  | { readonly kind: 'noAnswer'; readonly fault: Fault; readonly clientRequestId: string };

/** Why there is no answer. `detail` is a code, never a message of others. */
export interface Fault {
  readonly kind: 'connection' | 'timeLimit' | 'tooLarge' | 'noToken';
  readonly detail: string;
}

export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Asked for after a fault, which a connection kept open may have caused. */
  readonly newConnection: boolean;
}

/** Faults of the network are replies; it rejects with the reason of the caller's signal once that is aborted. */
export type Exchange = (request: GraphRequest, attempt: Attempt, signal: AbortSignal) => Promise<Reply>;

export interface ExchangeOptions {
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
  readonly allowInsecureConnection: boolean;
  readonly timeLimitMilliseconds: number;
  readonly answerBytes: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { clock, random, log } = options;
  return async (request, attempt, signal) => {
    const clientRequestId = createClientRequestId(random);
    const startedAt = clock.now();
    const reply = await replyTo(request, attempt, clientRequestId, options, signal);
    log.info('graphRequest', {
      method: request.method,
      route: request.route,
      ...request.subject,
      status: reply.kind === 'answer' ? reply.status : undefined,
      fault: signal.aborted ? 'aborted' : faultOf(reply),
      elapsedMilliseconds: clock.now().getTime() - startedAt.getTime(),
      clientRequestId,
      requestId: reply.kind === 'answer' ? reply.headers.get('request-id') : undefined,
      attempt: attempt.number,
    });
    signal.throwIfAborted();
    return reply;
  };
}

function faultOf(reply: Reply): string | undefined {
  return reply.kind === 'answer' ? undefined : `${reply.fault.kind} ${reply.fault.detail}`.trim();
}

async function replyTo(
  request: GraphRequest,
  attempt: Attempt,
  clientRequestId: string,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Reply> {
  const message = toPipelineRequest(request, attempt, clientRequestId, options, signal);
  let isTooLarge = false;
  message.onDownloadProgress = ({ loadedBytes }) => {
    isTooLarge = loadedBytes > options.answerBytes;
    if (isTooLarge) throw new RangeError(`more than ${options.answerBytes} bytes`);
  };
  try {
    const response = await options.pipeline.sendRequest(options.httpClient, message);
    const { status, headers, bodyAsText } = response;
    return { kind: 'answer', status, headers, text: bodyAsText ?? '', clientRequestId };
  } catch (error) {
    const fault: Fault = isTooLarge
      ? { kind: 'tooLarge', detail: `beyond ${options.answerBytes} bytes` }
      : toFault(error, options.timeLimitMilliseconds);
    return { kind: 'noAnswer', fault, clientRequestId };
  }
}

/**
 * Without the first, members added to an enum since its first version all arrive as unknownFutureValue.
 * https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations
 */
function preferences({ pageSize }: GraphRequest): string {
  const all = ['include-unknown-enum-members'];
  if (pageSize !== undefined) all.push(`odata.maxpagesize=${pageSize}`);
  return all.join(', ');
}

function toPipelineRequest(
  request: GraphRequest,
  attempt: Attempt,
  clientRequestId: string,
  options: ExchangeOptions,
  signal: AbortSignal,
): PipelineRequest {
  const headers = createHttpHeaders({
    Accept: 'application/json',
    Prefer: preferences(request),
    'client-request-id': clientRequestId,
  });
  if (request.body !== undefined) headers.set('Content-Type', 'application/json');
  // The library's agent without keep-alive is Node's global one, which keeps connections since Node 19.
  if (attempt.newConnection) headers.set('Connection', 'close');
  return createPipelineRequest({
    method: request.method,
    url: request.url.href,
    headers,
    ...(request.body === undefined ? {} : { body: stringifyJson(request.body) }),
    requestId: clientRequestId,
    timeout: options.timeLimitMilliseconds,
    disableKeepAlive: attempt.newConnection,
    allowInsecureConnection: options.allowInsecureConnection,
    abortSignal: signal,
  });
}

/** The errors' own messages stay behind: they may quote what was sent. */
function toFault(error: unknown, timeLimitMilliseconds: number): Fault {
  if (error instanceof TokenUnavailable) return { kind: 'noToken', detail: error.message };
  if (isRestError(error)) return { kind: 'connection', detail: error.code ?? '' };
  // The pipeline's own time limit; the caller's signal is looked at before this fault is.
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'timeLimit', detail: `after ${timeLimitMilliseconds / 1_000} s` };
  }
  throw error;
}
