/** The Graph client: call records, one read consistently or all listed, and the subscriptions that tell of them. */

import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { Log } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  CallRecordList,
  CallRecordReader,
  CurrentStart,
  GraphSubscriptions,
  ThrottleGate,
} from '../../ports/graph.ts';
import type { Random } from '../../ports/random.ts';
import { createAuthenticator, type GraphAuthentication } from './authenticate.ts';
import { parseGraphBaseUrl } from './base-url.ts';
import { createExchange } from './exchange.ts';
import { DEFAULT_GRAPH_LIMITS, type GraphLimits } from './limits.ts';
import { createCallRecordList } from './list-call-records.ts';
import { createGraphPipeline } from './pipeline.ts';
import { createCallRecordReader, createCurrentStart } from './read-call-record.ts';
import { createSend } from './send.ts';
import { createShare } from './share.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface GraphClientOptions {
  /** Graph's origin (`https://graph.microsoft.com`), or http on this machine; `/v1.0` may follow. */
  readonly baseUrl: string | URL;
  readonly authentication: GraphAuthentication;
  readonly clock: Clock;
  readonly random: Random;
  readonly gate: ThrottleGate;
  readonly log: Log;
  /** How bytes travel; Node's own https by default. Its `timeout` is the one thing here that is not on `clock`. */
  readonly httpClient?: HttpClient;
  readonly limits?: Partial<GraphLimits>;
}

export interface GraphClient {
  readonly callRecords: CallRecordReader;
  readonly callRecordList: CallRecordList;
  readonly currentStart: CurrentStart;
  readonly subscriptions: GraphSubscriptions;
}

/**
 * One client serves a process: it keeps the token and the connections.
 * Throws TypeError for a base URL that is not Graph's, or a token that does not belong there.
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { clock, random, gate, log } = options;
  const limits = { ...DEFAULT_GRAPH_LIMITS, ...options.limits };
  const base = parseGraphBaseUrl(options.baseUrl);
  const authenticator = createAuthenticator(options.authentication, base, limits.tokenTimeLimitMilliseconds);
  const exchange = createExchange({
    pipeline: createGraphPipeline(base, authenticator),
    httpClient: options.httpClient ?? createDefaultHttpClient(),
    allowInsecureConnection: base.isLoopback,
    timeLimitMilliseconds: limits.requestTimeLimitMilliseconds,
    answerBytes: limits.answerBytes,
    clock,
    random,
    log,
  });
  const send = createSend({ exchange, authenticator, gate, share: createShare(clock), clock, random, log });
  return {
    callRecords: createCallRecordReader({ send, base, clock, limits }),
    currentStart: createCurrentStart({ send, base, clock, limits }),
    callRecordList: createCallRecordList({ send, base, clock, limits }),
    subscriptions: createSubscriptions({ send, base, limits }),
  };
}
