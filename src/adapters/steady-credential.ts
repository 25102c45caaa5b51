/** A credential that answers in time, and whose passing failures do not end the process. */

import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';

/** There is no token. The message says why in our own words: a credential's message may hold more. */
export class TokenUnavailable extends Error {
  override readonly name = 'TokenUnavailable';
  /** The credential did not answer within the time limit. */
  readonly isLate: boolean;

  constructor(message: string, isLate = false) {
    super(message);
    this.isLate = isLate;
  }
}

/**
 * Wraps a credential for Azure's bearerTokenAuthenticationPolicy, which renews a token two minutes before it ends
 * without waiting for the result: when that still fails at the token's end, the rejection is not caught, and an
 * unhandled rejection ends a Functions worker with all that runs in it. So a token that is still good when its
 * renewal begins is given again when the renewal fails. Rejects with TokenUnavailable.
 */
export function steadyCredential(
  credential: TokenCredential,
  timeLimitMilliseconds: number,
): TokenCredential {
  const given = new Map<string, AccessToken>();
  return {
    async getToken(scopes, options) {
      const purpose = JSON.stringify([scopes, options?.tenantId]);
      const last = given.get(purpose);
      // With claims, the service has said that it does not accept the token any more.
      const mayServeOn = options?.claims === undefined && last !== undefined && isGood(last);
      try {
        const token = await acquire(credential, scopes, options, timeLimitMilliseconds);
        given.set(purpose, token);
        return token;
      } catch (error) {
        if (mayServeOn) return last;
        throw error;
      }
    },
  };
}

/** In real time, as the policy counts it. */
function isGood(token: AccessToken): boolean {
  return token.expiresOnTimestamp > Date.now();
}

/** The caller's own signal is replaced: the policy shares one acquisition among all that wait for it. */
async function acquire(
  credential: TokenCredential,
  scopes: string | Array<string>,
  options: GetTokenOptions | undefined,
  timeLimitMilliseconds: number,
): Promise<AccessToken> {
  const timeLimit = AbortSignal.timeout(timeLimitMilliseconds);
  try {
    const token = await Promise.race([
      credential.getToken(scopes, { ...options, abortSignal: timeLimit }),
      rejectionOf(timeLimit),
    ]);
    if (token === null) throw new TokenUnavailable('the credential has no token');
    return token;
  } catch (error) {
    if (error instanceof TokenUnavailable) throw error;
    throw new TokenUnavailable(causeOf(error), timeLimit.aborted);
  }
}

/** For credentials that do not look at the signal they are given. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** What the messages of Azure's identity library mean; the first that fits. */
const CAUSES: ReadonlyArray<readonly [RegExp, string]> = [
  [/Azure CLI could not be found/i, 'the Azure CLI (az) is not installed'],
  [/az login/i, 'the Azure CLI (az) is not signed in'],
  [/EnvironmentCredential is unavailable/i, 'the environment holds no service principal'],
  [/managed ?identity|IMDS/i, 'no managed identity answers'],
];

/** Entra's error number, where there is one, says what to fix; otherwise the kind of error. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  // Of several credentials, each says why it has no token.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return [...new Set(error.errors.map(causeOf))].join(', and ');
  }
  const number = /\bAADSTS\d+\b/.exec(error.message)?.[0];
  if (number !== undefined) return `Entra ID refuses the sign-in with ${number}`;
  return CAUSES.find(([said]) => said.test(error.message))?.[1] ?? error.name;
}
