/** Graph as the doctor asks it: one token, one try a request, nothing held back and nothing changed. */

import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { createDefaultHttpClient, type HttpClient, isRestError } from '@azure/core-rest-pipeline';
import type { GraphAuthentication } from '../../adapters/graph/authenticate.ts';
import { createGraphClient } from '../../adapters/graph/client.ts';
import type { Patience } from '../../adapters/graph/limits.ts';
import { steadyCredential } from '../../adapters/steady-credential.ts';
import { graphAuthentication } from '../../app.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GraphSubscription, ThrottleGate } from '../../ports/graph.ts';
import type { Random } from '../../ports/random.ts';
import type { DoctorLimits } from './limits.ts';
import { tokenClaims } from './token-claims.ts';

/**
 * Whose token Graph is shown. Outside Azure it is that of whoever is signed in, to whom Graph answers otherwise than to
 * the app: other rights, and other subscriptions.
 */
export type Asker = 'simulated' | 'app' | 'anotherApp' | 'person';

export interface GraphProbe {
  readonly host: string;
  readonly origin: string;
  /** Undefined where none is acquired: the simulated Graph. Rejects with TokenUnavailable. */
  token(): Promise<AccessToken | undefined>;
  /** Rejects as `token` does. */
  asker(): Promise<Asker>;
  /** Lists the calls of the last hour. Rejects with GraphFailure. */
  listCalls(): Promise<number>;
  /** The app's subscriptions; the same answer for all who ask. Rejects with GraphFailure. */
  subscriptions(): Promise<ReadonlyArray<GraphSubscription>>;
  /** The code of the last error of the network, which a GraphFailure does not tell. */
  lastNetworkError(): string | undefined;
}

export interface GraphProbeOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: DoctorLimits;
  /** The app's client id, where the settings say it. */
  readonly clientId: string | undefined;
  /** Instead of the one that the settings lead to. */
  readonly credential?: TokenCredential;
  readonly httpClient?: HttpClient;
}

const HOUR_MS = 60 * 60_000;

/** Whoever looks wants to see a refusal, and not to wait until it has passed. */
const ONE_TRY: Patience = { longestWaitMilliseconds: 0, throttledRetries: 0, transientRetries: 0 };

/** A throttled tenant is a finding; the app's own gate is neither asked nor closed. */
const OPEN_GATE: ThrottleGate = { notBefore: async () => undefined, hold: async () => undefined };

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function createGraphProbe(options: GraphProbeOptions): GraphProbe {
  const { config, clock, random, limits } = options;
  const watched = watchNetwork(options.httpClient ?? createDefaultHttpClient());
  const authentication = onceAuthenticated(graphAuthentication(config), options);
  const graph = createGraphClient({
    baseUrl: config.graph.baseUrl,
    authentication,
    clock,
    random,
    gate: OPEN_GATE,
    log: SILENT,
    httpClient: watched.httpClient,
    limits: {
      beginning: ONE_TRY,
      requestTimeLimitMilliseconds: limits.graphMilliseconds,
      tokenTimeLimitMilliseconds: limits.tokenMilliseconds,
    },
  });
  const signal = new AbortController().signal;
  async function token(): Promise<AccessToken | undefined> {
    if ('fixedToken' in authentication) return undefined;
    return (await authentication.credential.getToken(authentication.scope)) ?? undefined;
  }
  let subscriptions: Promise<ReadonlyArray<GraphSubscription>> | undefined;
  return {
    host: new URL(config.graph.baseUrl).host,
    origin: new URL(config.graph.baseUrl).origin,
    token,
    async asker() {
      const acquired = await token();
      if (acquired === undefined) return 'simulated';
      const claims = tokenClaims(acquired.token);
      if (claims?.scp !== undefined) return 'person';
      const shown = claims?.appid ?? claims?.azp;
      const isAnother =
        options.clientId !== undefined &&
        shown !== undefined &&
        shown.toLowerCase() !== options.clientId.toLowerCase();
      return isAnother ? 'anotherApp' : 'app';
    },
    async listCalls() {
      const to = clock.now();
      const period = { from: new Date(to.getTime() - HOUR_MS), to };
      for await (const { calls } of graph.callRecordList.pages(period, undefined, signal))
        return calls.length;
      return 0;
    },
    subscriptions() {
      subscriptions ??= graph.subscriptions.list(signal);
      return subscriptions;
    },
    lastNetworkError: watched.lastError,
  };
}

/** One token serves all requests: `az` takes seconds for each. */
function onceAuthenticated(
  authentication: GraphAuthentication,
  { credential, limits }: GraphProbeOptions,
): GraphAuthentication {
  if ('fixedToken' in authentication) return authentication;
  const steady = steadyCredential(credential ?? authentication.credential, limits.tokenMilliseconds);
  let token: ReturnType<TokenCredential['getToken']> | undefined;
  return {
    scope: authentication.scope,
    credential: {
      getToken(scopes, options) {
        token ??= steady.getToken(scopes, options);
        return token;
      },
    },
  };
}

function watchNetwork(httpClient: HttpClient): {
  readonly httpClient: HttpClient;
  readonly lastError: () => string | undefined;
} {
  let lastError: string | undefined;
  return {
    httpClient: {
      async sendRequest(request) {
        try {
          return await httpClient.sendRequest(request);
        } catch (error) {
          // The library's own time limit aborts the request.
          lastError = isRestError(error) ? error.code : 'ETIMEDOUT';
          throw error;
        }
      },
    },
    lastError: () => lastError,
  };
}
